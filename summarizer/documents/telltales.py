"""How lines of boilerplate begin, or all that they say, in the languages of the news read most.

Patterns of `re`, matched from a line's first letter, in capitals or not. A line is dropped for them
alone, so none may begin a paragraph of a story: "Related", "Watch" and "Mira", which is a name too,
stand apart and need a link behind them.
"""

__all__ = ["CALLS", "CREDITS", "MAY_POINT", "POINTS", "REMARKS", "WHERE"]

POINTS = (
    r"(?:read|see|learn) (?:more|next|also|on)\b[^:.]{0,40}",
    r"(?:also|must) read",
    r"you (?:may|might) also (?:like|be interested in)",
    r"more (?:on|about|from) (?:this|the) (?:story|topic|author)",
    r"(?:related|recommended|more) (?:stories|articles?|news|content|links|posts?|coverage|reading)",
    # German
    r"(?:lesen|lies|sehen) (?:sie |du )?(?:auch|mehr|dazu)\b[^:.]{0,20}",
    r"(?:lesen|sehen) sie (?:hierzu|zum thema)",
    r"mehr (?:zum thema|dazu|zu diesem thema)\b[^:.]{0,20}",
    r"auch (?:interessant|auf [\w.]+)",
    r"das (?:thema )?k(?:ö|oe)nnte (?:sie|dich|dir) auch (?:interessieren|gefallen)",
    r"weiterlesen|zum weiterlesen|schon gelesen\?",
    r"weitere (?:themen|artikel|meldungen|beitr(?:ä|ae)ge)(?: zum thema)?",
    # French
    r"[àa]? ?lire (?:aussi|également)|[àa] lire ensuite|voir aussi|pour lire la suite",
    r"(?:sur|dans) le même (?:sujet|thème)",
    # Spanish, Portuguese, Italian
    r"(?:lea|vea|mire|lee|puede ver|puedes ver|(?:te|le) puede interesar)(?: también| además| más)",
    r"puedes ver|(?:te|le) puede interesar|leer más|seguir leyendo|más sobre [^:.]{0,40}",
    r"(?:contenido|noticias?|notas?|artículos?) relacionad[ao]s?",
    r"(?:leia|veja|saiba) (?:também|mais)|(?:leggi|guarda) anche|per approfondire",
    # Polish, Dutch, the North, Russian and Ukrainian
    r"(?:czytaj|zobacz|przeczytaj|sprawdź)(?: też| także| również| więcej)|dowiedz się więcej",
    r"lees (?:ook|meer|verder)|läs (?:också|mer|även)|læs (?:også|mere)|les (?:også|mer)|lue myös",
    r"чита(?:й|йте) (?:также|ещ[её]|далее|також)|смотрите также|материалы по теме",
)
"""What leads to another article. A colon, a bar or an arrow follows and its headline, or nothing."""

MAY_POINT = (
    r"related|watch|video|listen|more|see|mira|mire|vea|lee|lea|ver|siehe|dazu|auch|aussi|ecco",
)
"""The same, where what follows is a link."""

CALLS = (
    r"(?:sign up|subscribe)\b|(?:follow|join|like|find) (?:us|me|our|the [\w ]{1,30} on)\b",
    r"get (?:the|our|all|more) |download (?:the|our) |click here\b|receive (?:our|the) |don.t miss\b",
    r"for (?:the latest|more) (?:stories|news|updates|headlines)\b|stay (?:up to date|connected)\b",
    r"(?:do you )?want (?:more|to (?:be informed|get|learn|receive|stay))\b",
    # German
    r"abonnieren sie|melden sie sich|(?:folgen|liken|folgt) (?:sie )?uns|mit unserem newsletter",
    r"jetzt (?:abonnieren|anmelden|kostenlos|herunterladen)",
    # French, Spanish, Portuguese, Italian
    r"(?:abonnez|inscrivez|suivez)-(?:vous|nous)|recevez (?:nos|notre|toute)",
    r"(?:suscr[ií]b(?:ete|ase|e)|s[ií]gu(?:enos|e a)|[úu]nete|no te pierdas)\b",
    r"[¡¿](?:mira|ya sab[ií]as|quieres|suscr[ií]b|s[ií]gu|[úu]nete|no te pierdas)",
    r"(?:cadastre|inscreva)-se|assine (?:a|o|nossa)\b|siga (?:o|a|nos)\b|participe d[oa]\b",
    r"(?:iscriviti|seguici)\b",
    # Polish, Russian
    r"zapisz się|dołącz do|obserwuj nas|подпис(?:ывайтесь|итесь|аться)",
)
"""How lines begin that call upon the reader …"""

WHERE = (
    r"newsletters?|facebook|twitter|instagram|telegram|whatsapp|youtube|tiktok|linkedin",
    r"google (?:news|play)|app store|\b(?:our|the|nuestra|unsere|notre) (?:free )?app\b|\bapps for\b",
    r"by e-?mail|inbox|daily edition|e-?paper|e-?nation edition|push.?(?:alerts?|nachrichten)|канал",
)
"""… and to what, one of which must be in the line."""

CREDITS = (
    r"(?:photos?|fotos?|fot\.|pictures?|images?|imagen|bild(?:er)?|titelbild|beitragsbild"
    r"|cr[ée]dits? (?:photos?|images?)|photo credits?|chart|graphic|infographic|grafik|video)"
    r"(?: (?:by|von|de|credits?|courtesy(?: of)?))?\s*[:©]\s*\S[^.!?]{0,100}\.?\Z",
    r"(?:©|\(c\)\s*(?:\d{4}|by\b)|copyright\s+(?:©|\(c\)|by\b|\d{4}))[^!?]{0,230}\Z",
    r"[^.!?]{0,60}(?:©|copyright)?[^.!?]{0,60}\.?\s*all rights reserved\.?\Z",
    r"this (?:material|content|article|story) (?:may not be (?:published|reproduced)|is the copyrighted)",
    r"materiał chroniony prawem autorskim|our standards: the thomson reuters|video verfügbar bis \d",
)
"""Whose a picture or a text is."""

REMARKS = (
    # Share this
    r"(?:share|tweet|e-?mail|print|save)(?: (?:this|on|via|to|with)\b[^.!?]{0,40})?\Z",
    r"(?:artikel |beitrag |seite )?(?:teilen|drucken|merken)\Z",
    r"partager(?: (?:cet|sur)\b.{0,30})?\Z|compart(?:ir|e|ilhe)(?: (?:en|esta?|no|na)\b.{0,30})?\Z",
    r"condividi(?: .{0,20})?\Z",
    # Comments and their policy
    r"(?:view|show|hide|read|see|load|post|add|leave|write)(?: a| all| the| your| more)?(?: \d+)?"
    r" (?:comments?|reply)\b[^.!?]{0,20}\Z",
    r"(?:1 comment|1 kommentar|(?:\d+|no|keine) (?:comments|kommentare))(?: yet| \([^()]{0,60}\))?\Z",
    r"(?:comments?|kommentare?)(?: \(\d+\))?\Z",
    r"comments (?:are|for this (?:article|story) are) (?:now )?(?:closed|moderated|disabled|turned off)\b",
    r"(?:you must be |please )?log(?:ged)? in to (?:post a |leave a )?comment",
    r"(?:please )?(?:read|see|review|follow) our (?:comments?|commenting|community)"
    r" (?:policy|rules|guidelines|standards)",
    r"we (?:welcome|encourage|moderate) (?:your |all )?comments|um .{0,80}kommentieren zu können",
    # Cookies
    r"(?:we (?:and our partners )?use|this (?:web)?site uses) cookies(?:\Z|\.| (?:to|and|for|on|so)\b)",
    r"by (?:continuing|using this)\b.{0,60}cookies",
    r"(?:diese (?:web)?seite|wir) (?:verwende[tn]|nutz(?:en|t)) cookies|nous utilisons des cookies",
    r"(?:utilizamos|usamos|usiamo|utilizziamo) (?:i )?cookies?",
    # Advertisements
    r"(?:advertisements?|anzeige|werbung|publicidad|publicité|pubblicità|reklama)\s*:?\Z",
    r"sponsored(?: content)?\Z|(?:story|article) continues (?:below|after)\b",
    r"\*?(?:werbung|anzeige)\W{1,3}(?:enthält|dieser (?:beitrag|artikel) enthält)\b",
    r"(?:this|our) (?:post|article|page|site)s? (?:may )?(?:contains?|includes?) "
    r"(?:affiliate|references to products)",
    r"we may (?:earn|receive) (?:a )?(?:small )?(?:commission|compensation)",
    r"we recommend the best products through",
    # Dates
    r"(?:published|updated|last (?:updated|modified)|posted|veröffentlicht|aktualisiert"
    r"|letzte aktualisierung|publié|mis à jour|publicado|actualizado|atualizado)"
    r"(?:\s*:\s*[^.!?]{0,20}|(?: (?:on|at|am|le|el|em))?\s+[^.!? ]{0,12}[ ,]{0,2})\d[\d\s:./,|–-]*"
    r"(?:[^\W\d]{3,10}\.? \d{4})?[^!?]{0,20}(?<![^\W\d]{3}\.)\Z",
)
"""What is said about the page, not in it."""
