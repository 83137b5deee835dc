() => {
  const LEAST = 23.99;
  const found = [];
  const shown = (box) => box.width > 1 && box.height > 1;
  const inside = (box, other, by) => box.left >= other.left - by && box.right <= other.right + by
    && box.top >= other.top - by && box.bottom <= other.bottom + by;
  const meets = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
  const one = (name) => {
    const slide = deck.here();
    const stage = slide.querySelector(".stage").getBoundingClientRect();
    const foot = slide.querySelector("footer").getBoundingClientRect();
    const scale = stage.width / 1920;
    const words = [];
    const walker = document.createTreeWalker(slide.querySelector(".stage"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("i, caption, title, desc, [hidden]")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const clamp = parent.closest(".clamp");
      const box = clamp ? clamp.getBoundingClientRect() : range.getBoundingClientRect();
      const lines = clamp ? [box] : [...range.getClientRects()];
      if (!shown(box)) continue;
      const svg = parent instanceof SVGGraphicsElement;
      const size = parseFloat(getComputedStyle(parent).fontSize)
        * (svg ? parent.getScreenCTM().a : scale);
      words.push({ text: node.data.trim().slice(0, 40), box, lines, size, parent, clamp,
                   inBody: Boolean(parent.closest(".body")) });
    }
    for (const word of words) {
      if (word.size < LEAST)
        found.push(`${name}: small ${word.size.toFixed(1)} ${word.text}`);
      if (!inside(word.box, stage, 1)) found.push(`${name}: outside ${word.text}`);
      if (word.inBody && word.box.bottom > foot.top + 1)
        found.push(`${name}: on the foot ${word.text}`);
    }
    for (const [place, word] of words.entries())
      for (const other of words.slice(place + 1))
        if (word.parent !== other.parent && (!word.clamp || word.clamp !== other.clamp)
            && meets(word.box, other.box)
            && word.lines.some((line) => other.lines.some((one) => meets(line, one))))
          found.push(`${name}: overlap ${word.text} / ${other.text}`);
    for (const box of slide.querySelectorAll("h2, .heading, .stamp, .coverage"))
      if (box.scrollWidth > box.clientWidth + 1) found.push(`${name}: cut ${box.className}`);
    return words.length;
  };
  let count = 0;
  for (const at of deck.slides) { deck.go(at); count += one(`${deck.state.language} ${at}`); }
  return { found, count, slides: deck.slides.length };
}
