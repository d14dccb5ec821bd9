"""The words by which a sentence shows what it speaks about; none belongs to any role.

Each phrase is a pattern of spaCy's ``span_ruler`` in short: ``a|b`` is either word, ``word?`` may be
missing, ``*`` is at most one word, ``#`` is a number.
"""

from __future__ import annotations

NEED = (
    "need|needs to have|be|know|understand|keep|stay|possess",
    "need|needs a|an|the|good|strong|excellent|some|solid|patience",
    "you need|'ll|’ll need? solid|good|strong|a|an", "also? need solid|good|strong|excellent",
    "must|should also? have|be|possess|know|understand|bring", "has|have to be", "require|requires",
    "job|jobs|role|roles|position|positions|work|it|they|both|which demand|demands", "call|calls for",
    "ask|asks for", "benefit|benefits from", "encouraged|expected to have|be", "make great|good|full use of",
    "excel|excels|shine|shines in|at|when", "a knack", "is|are good|great at", "come|comes in handy",
    "on the lookout for", "look|looks|looking for * candidates|applicants|people|someone",
    "skill|skills * include|are|is", "skills for * * * * * include|are|is",
    "skill|skills * and? * important|essential|vital|crucial",
    "is|are important|essential|vital|crucial|key|critical for", "able to", "ability to", "the emphasis on",
    "well-developed", "skills needed|required", "know|knows how|lots|much|a", "is|are a big|large|huge part of",
    "most important elements|qualities|traits|skills", "if you enjoy|love|like|are|'re|’re|have|prefer|thrive",
    "your skills might|may|could|would be", "possess|possesses",
    "have|has a|an strong|deep|good|excellent|sharp understanding|knowledge|eye|sense|mind|palate",
    "need|needs solid", "suits|suit people|those|someone",
    "it is|'s|’s imperative|important|essential|crucial|vital that",
)  # fmt: skip
REQUIREMENT = (
    "degree|degrees|diploma|diplomas|bachelor|bachelors|doctorate|certificate|certificates|certification|certifications",
    "licence|licences|license|licenses|licensing|qualification|qualifications|credentials|apprenticeship|accreditation",
    "master 's|’s", "bachelor 's|’s", "master|masters degree", "year|years of? experience",
    "year|years in|on|as|with", "year|years * of? experience", "experience working|managing|leading|as",
    "some|previous|prior|relevant|proven experience", "degree paths|programs|programmes",
    "complete|completes|completed * * * * program|programme|course", "licensed|registered|certified or|as|by",
    "education|background|training in", "professional|academic|educational|technical|strong * background",
)  # fmt: skip
TASK = (
    "use these|those|their|such skills", "responsible for", "in charge of",
    "as it|they|he|she involves|involve|means|mean", "using * * * * skills",
    "needs|need to coordinate|work|meet|collaborate|travel|manage",
)  # fmt: skip
NEGATION = (
    "not|n't|n’t|never|rarely|seldom|hardly|scarcely|neither|nor|cannot|nobody|no", "less likely|involved",
)  # fmt: skip
# Where a cue means something else: what overlaps one of these doesn't count.
NOT_NEED = (
    "a call for", "meet|meets|meeting * * demands",
)  # fmt: skip
NOT_REQUIREMENT = (
    "degree of", "- degree", "overall|customer|client|user|guest|patient experience",
)  # fmt: skip
NOT_NEGATION = (
    "not only|just|merely|simply|always|necessarily", "whether or not", "if not",
    "no matter|doubt|longer|wonder|spam", "not to mention", "why not", "no one|two|single",
)  # fmt: skip
PAY = (
    "salary|salaries|wage|wages|remuneration", "average|median|typical pay|payroll|income",
    "earn|earns|earned about|around|roughly|between|up|more|less|an|a|$|€|£", "earn|earns * more|less|$|€|£",
    "hourly|daily|median|average pay|rate|rates", "take|takes|taking home", "paid extra|more|less|by|about|around",
    "make|makes * $|€|£", "$|€|£ # * per|a|an year|hour|month|annum", "on average earns|makes",
    "higher|highest|best paid|paying",
)  # fmt: skip
FIGURES = (
    "average age", "gender|race|ethnicity|lgbt", "number of jobs|workers|people", "growth rate", "demand for",
    "job outlook|satisfaction|growth", "is|are expected|projected to grow", "# % of",
    "percent|percentage|per of|cent", "years of experience #", "most common", "it * takes # * *",
    "share of women|men", "yearly|annual|average salary|pay|wage|income",
)  # fmt: skip
CAREER = (
    "promoted to", "being|get|gets|be promoted", "promotion paths|prospects|to", "careers are|is",
    "a|your career|careers as|in|on",
    "career path|paths|trajectory|trajectories|ladder|progression|advancement|growth|prospects|opportunities",
    "move|moves|moving|climb|climbs|work up", "transition|transitions|transitioning|progress into|to|without",
    "start|starts|started out|as", "carry|carries over", "become|becomes * senior|head|vp|director",
    "ultimately become", "begin|began * career|careers", "going on to", "advance|advances to",
    "same could|can|may|might apply", "apply|applies to * * as well",
)  # fmt: skip
COMPARISON = (
    "difference|differences|distinction|distinctions", "similar|similarities", "vary|varies|differ|differs",
    "compare|compares|comparing|comparison", "often|sometimes|easily get|gets? confused|interchanged",
    "equally important|integral|vital|valuable", "complement|complements each|one",
    "interchangeably|interchangeable", "referred to as|in",
    "share|shares some|many|the|similar|common responsibilities|duties|skills|traits|tasks",
    "same type|kind|sort of",
    "roles|positions|jobs|careers are equally? important|vital|essential|crucial|integral", "confusion|confused",
    "equally * important|integral|vital",
    "different|distinct duties|responsibilities|strengths|parts|roles|jobs|skills|stages|goals",
    "two|three|very|quite|entirely|completely different|distinct positions|professions|careers|things",
    "higher ranking", "outrank|outranks", "on par", "superior|inferior", "overlap|overlaps",
    "the same ultimate|way|goal", "unique set of", "there are a? number|several|many|various|some|few",
    "different from", "each|every job|role|position has", "high - level position", "second in command",
    "at the top of the", "nothing like", "each * has * different", "what sets", "both * * * * plenty of",
)  # fmt: skip
ADVICE = (
    "you wo|ca|can|could n't|n’t|not", "deciding|choosing|choose|choice between|whether",
    "consider which|your|whether|how", "which career|job|role|path|one|position", "right|best for you",
    "help|helps you", "reflect on", "your own skills", "good luck",
    "it is|'s|’s * crucial|important|essential|best|worth to? understand|understanding|remember|know|consider",
)  # fmt: skip
META = (
    "this|the|our article|guide|post|blog|page|overview",
    "we * discuss|explain|explore|talked|compare|cover|provide|list|interviewed|surveyed|ll",
    "here|below is|are|’s|'s", "read|learn|show|find more|about", "click here", "sign up", "sign in",
    "your email|inbox", "subscribe|newsletter|unsubscribe", "cookie|cookies|copyright",
    "source|image|photo|credit :", "last? updated in|on", "by the * desk", "reading time", "as shown below",
    "share this", "back to the? job|jobs|home|top|search|main|blog|articles", "skip to",
    "these|the two|three|four * * titles", "job|jobs titles|title", "a common question", "definition of",
    "the term|terms ‘|“|\"|'",
)  # fmt: skip
SETTING = (
    "office setting|environment|hours", "hour|hours shifts|shift|days", "- hour shift|shifts",
    "long|flexible evenings|hours|days|shifts", "similar environments|environment|settings",
    "industries such|like|including", "in all|many|most|various industries|sectors", "work|works from home",
    "remotely", "reports|report to the|a|an|their",
)  # fmt: skip
OTHERS = (
    "other professionals|occupations|professions|careers|jobs|titles|colleagues|comparisons",
    "related|similar|more articles|jobs|careers|roles|posts|reading|comparisons", "sources", "references",
    "factors to consider", "table of contents", "in this article", "you may|might also like", "further reading",
)  # fmt: skip
CARRY = (
    "candidates|applicants|hires",
    "the job|role|position|work|profession requires|involves|calls|asks|demands|includes|is|means|also|can|may|entails",
    "all|part of the job|role|work", "the|this * profession",
    "you|you'll|you’ll also? will|should|must|'ll|’ll|might|may|can also? need|have|know",
    "you also? need|must|should",
    "this|it|that|which * involves|includes|means|requires|ensures|include|involve|helps|calls|demands|entails",
    "it is|'s|’s *", "much|most|part|some|all of it|this|that", "the rest is|of", "someone who",
    "employers|companies|firms|organizations|organisations|recruiters * require|ask|prefer|want|expect|look|seek",
    "most|many * require|ask|prefer|want|expect|seek",
)  # fmt: skip

CUES: dict[str, tuple[str, ...]] = {
    "NEED": NEED, "REQUIREMENT": REQUIREMENT, "TASK": TASK, "NEGATION": NEGATION,
    "NOT_NEED": NOT_NEED, "NOT_REQUIREMENT": NOT_REQUIREMENT, "NOT_NEGATION": NOT_NEGATION,
    "PAY": PAY, "FIGURES": FIGURES, "CAREER": CAREER, "COMPARISON": COMPARISON, "ADVICE": ADVICE, "META": META,
    "SETTING": SETTING, "OTHERS": OTHERS, "CARRY": CARRY,
}  # fmt: skip
# What says nothing about a role's work, whoever the sentence is about.
IDLE = (
    "PAY", "FIGURES", "CAREER", "COMPARISON", "ADVICE", "META", "SETTING",
)  # fmt: skip


def token_patterns() -> list[dict[str, object]]:
    """The cues as patterns of ``span_ruler``.

    Example:
        >>> token_patterns()[0]["label"]
        'NEED'
    """
    return [{"label": label, "pattern": pattern(phrase)} for label, phrases in CUES.items() for phrase in phrases]


def pattern(phrase: str) -> list[dict[str, object]]:
    """Turn one phrase into a token pattern.

    Example:
        >>> pattern("need|needs also? to")
        [{'LOWER': {'IN': ['need', 'needs']}}, {'LOWER': {'IN': ['also']}, 'OP': '?'}, {'LOWER': {'IN': ['to']}}]
    """
    tokens: list[dict[str, object]] = []
    for part in phrase.split():
        optional: dict[str, object] = {"OP": "?"} if part.endswith("?") and part != "?" else {}
        if part == "*":
            tokens.append({"IS_PUNCT": False, "OP": "?"})
        elif part == "#":
            tokens.append({"LIKE_NUM": True})
        else:
            words = part.removesuffix("?") if optional else part
            tokens.append({"LOWER": {"IN": words.split("|")}} | optional)
    return tokens
