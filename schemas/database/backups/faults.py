"""Turns what keeps a backup from being made or put back into a code with its params."""


class BackupError(Exception):
    """Nothing was made or changed; `code` has words at `backup.fault.<code>`, `params` fill
    them."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)
