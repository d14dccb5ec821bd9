"""The spaCy pipeline that reads an article: no downloaded model, only rules."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError
from classifier.extraction.cues import token_patterns
from classifier.extraction.mentions import RoleMentions
from classifier.extraction.sentences import mark_sentences
from classifier.libraries import install
from classifier.postings import LONGEST
from classifier.roles import Role, Titles

if TYPE_CHECKING:
    from spacy.language import Language

# "Account DirectorCustomer Account Manager": scraped cells and captions lose the space between them.
_GLUED = r"(?<=[a-z]{3})(?=[A-Z][a-z])"


@lru_cache(maxsize=4)
def build(titles: Titles) -> Language:
    """Build the pipeline for some roles, once.

    Parameters:
        titles: the roles.

    Returns:
        ``spacy.blank("en")`` with the components ``article_sentences`` (sentence starts),
        ``role_mentions`` (``doc.spans["roles"]`` and ``["fields"]``) and ``cues`` (a span_ruler:
        ``doc.spans["cues"]``).

    Raises:
        ClassifierError: ``library-missing`` where spaCy isn't installed.

    Example:
        >>> from classifier.roles import ACCOUNT_ROLES
        >>> doc = build(ACCOUNT_ROLES)("AEs need skills. The Senior Account Manager helps.")
        >>> [(span.text, span.label_) for span in doc.spans["roles"]]
        [('AEs', 'AE'), ('Senior Account Manager', 'AM')]
        >>> len(list(doc.sents))
        2
    """
    try:
        import spacy
        from spacy.language import Language
    except ImportError:
        raise ClassifierError("library-missing", "reading articles needs spaCy", hint=install("extract")) from None

    if not Language.has_factory("article_sentences"):
        Language.component("article_sentences", func=mark_sentences)
        Language.factory("role_mentions", default_config={"roles": [], "modifiers": []}, func=_role_mentions)
    nlp = spacy.blank("en")
    nlp.max_length = LONGEST + 1
    tokenizer: Any = nlp.tokenizer
    infixes = [*(nlp.Defaults.infixes or ()), _GLUED]
    tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
    nlp.add_pipe("article_sentences")
    roles = [{"label": role.label, "name": role.name, "titles": list(role.titles)} for role in titles.roles]
    nlp.add_pipe("role_mentions", config={"roles": roles, "modifiers": list(titles.modifiers)})
    ruler: Any = nlp.add_pipe("span_ruler", name="cues", config={"spans_key": "cues", "overwrite": False})
    ruler.add_patterns(token_patterns())
    return nlp


def _role_mentions(nlp: Language, name: str, roles: list[dict[str, Any]], modifiers: list[str]) -> RoleMentions:
    return RoleMentions(
        nlp, Titles(tuple(Role(r["label"], r["name"], tuple(r["titles"])) for r in roles), tuple(modifiers))
    )
