"""The words of English that carry grammar and no duty."""

from __future__ import annotations

FUNCTION_WORDS = frozenset(
    """
    a about above across after again against all along already also although always am among an and another any
    anyone anything are around as at away be because been before behind being below between both but by can cannot
    could d did do does doing don done down during each either else enough even ever every everyone everything few
    for from further had has have having he her here hers herself him himself his how however i if in indeed into
    is it its itself just less let ll m many may me might mine more most much must my myself neither never no
    nobody none nor not nothing now of off often on once one only onto or other others our ours ourselves out over
    per perhaps please rather re s same shall she should since so some someone something sometimes still such t
    than that the their theirs them themselves then there therefore these they this those though through
    throughout thus to together too toward towards under until up upon us ve very via was we well were what
    whatever when where whether which while who whoever whole whom whose why will with within without would yet
    you your yours yourself yourselves
    """.split()
)


def says_something(term: str) -> bool:
    """Whether a word, or a pair of words, holds more than function words.

    Such terms tell writers apart rather than jobs, so that training leaves them out.

    Parameters:
        term: a word, or two joined by a blank.

    Returns:
        False where each of its words is a function word.

    Example:
        >>> says_something("of the"), says_something("the quota")
        (False, True)
    """
    return any(word not in FUNCTION_WORDS for word in term.split(" "))
