"""Which elements of HTML and NITF part a text, and which hold no text of an article's body.

What is on none of these lists stands inside a paragraph, as browsers have it: "o:p", "st1:place",
"fb:like", whatever comes next.
"""

__all__ = [
    "BLOCKS",
    "CELLS",
    "INLINE",
    "IN_PARAGRAPHS",
    "KNOWN",
    "NEVER_TEXT",
    "NOT_OF_THE_BODY",
    "ROW",
]

BLOCKS = frozenset(
    # HTML, "Rendering", 15.3: display block, list-item and table (but for the parts of its rows).
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main "
    "menu nav ol optgroup option p plaintext pre search section summary table ul "
    "xmp "
    # NITF 3.6: what stands in blocks and bodies.
    "abstract block body.content body.end body.head bq byline credit dateline distributor hedline "
    "hl1 hl2 nitf-table note tagline".split()
)

ROW = "tr"
CELLS = frozenset({"td", "th"})
_OTHER_PARTS_OF_TABLES = frozenset({"tbody", "tfoot", "thead", "col", "colgroup"})

INLINE = frozenset(
    # HTML, "Elements", 4.5, and the obsolete ones.
    "a abbr acronym b basefont bdi bdo big blink br cite code data del dfn em font i ins kbd label "
    "map mark marquee nobr output q ruby s samp slot small span strike strong sub sup time tt u var "
    "wbr img input picture source "
    # NITF 3.6: enriched text.
    "chron classifier city copyrite country event function money num org person postaddr region "
    "state sublocation virtloc".split()
)
"""Known elements that stand in a paragraph. A name that is known needs no more to be a tag."""

NEVER_TEXT = frozenset(
    "applet audio canvas datalist embed figcaption frameset head iframe math media noframes noscript "
    "object progress rp rt script select style svg template textarea title video xml".split()
)
"""Elements whose content is for machines, or belongs to a picture."""

NOT_OF_THE_BODY = frozenset("aside button footer form header nav note ednote".split())
"""Elements that stand around a story. Where a text has nothing else, they are read all the same:
some sites put all of a page into one form."""

KNOWN = BLOCKS | INLINE | NEVER_TEXT | NOT_OF_THE_BODY | CELLS | {ROW} | _OTHER_PARTS_OF_TABLES
"""What is taken for a tag also where nothing but its name tells."""

IN_PARAGRAPHS = frozenset("audio button canvas math noscript rp rt select svg video".split())
"""Those of the elements left out that do not part the text around them."""
