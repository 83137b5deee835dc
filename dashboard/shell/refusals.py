"""What a page raises instead of showing something: it is not there, or not for this person."""


class MissingError(Exception):
    """The address names nothing that is stored; answered as an unknown address."""


class RefusedError(Exception):
    """The person may open such a page, but not this one (another country's report)."""
