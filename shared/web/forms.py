"""Promises of forms that were opened earlier or are sent twice: they do no harm. A test demands one of each."""

from typing import Any

from fastapi import Depends


class Promise:
    """What a route with a form says about itself; its template keeps it, with the macro of this name in macros.html."""

    def __init__(self, macro: str) -> None:
        self.macro = macro

    async def __call__(self) -> None:
        """Do nothing: the route's own code keeps the promise."""


CARRIES_WHAT_IT_SHOWED: Any = Depends(Promise("shown"))  # merges, or is refused with both shown
ADDS_ONCE: Any = Depends(Promise("once"))  # a second click leads to where the first did
TWICE_IS_ONCE: Any = Depends(Promise(""))  # an act that names what it acts on; done already, it does nothing more
ONLY_ASKS: Any = Depends(Promise(""))  # changes nothing
