"""What somebody wrote in an answer by email, without what their program put around it. Plain values only.

The words that programs write are those of Gmail, Outlook, Apple Mail and Thunderbird, in French and in English;
tests/forum/by_email/letters/ has one of each.
"""

import re

SPACE = "[ \t\u00a0\u202f]"
QUOTED = re.compile(rf"^{SPACE}*>")
# « Le lun. 23 nov. 2026 à 10:02, Camille Gauthier <…> a écrit : », on one line or broken into up to four.
ATTRIBUTION = re.compile(
    rf"^{SPACE}*(?:(?:Le|On){SPACE}(?=.*\d).*|.*<[^\s<>@]+@[^\s<>@]+>.*|\d.*)(?:a écrit|wrote){SPACE}*:{SPACE}*$",
    re.IGNORECASE,
)
LINES_OF_ATTRIBUTION = 4
FORWARDED = re.compile(
    rf"^{SPACE}*(?:-{{2,}}{SPACE}*(?:Original Message|Message d.origine|Message original|Forwarded message|"
    rf"Message transféré|Courriel original){SPACE}*-{{2,}}|"
    rf"(?:Begin forwarded message|Début du message (?:réexpédié|transféré)){SPACE}*:){SPACE}*$",
    re.IGNORECASE,
)
FROM = re.compile(rf"^{SPACE}*\**(?:De|From){SPACE}*:", re.IGNORECASE)
BESIDE_FROM = re.compile(
    rf"^{SPACE}*\**(?:Envoyé|Sent|Date|À|A|To|Cc|Objet|Subject){SPACE}*(?:le{SPACE}*)?:", re.IGNORECASE
)
LINES_OF_HEAD = 8
RULE = re.compile(rf"^{SPACE}*[_-]{{20,}}{SPACE}*$")
SIGNATURE = re.compile(r"^--\s?$")
FROM_A_PHONE = re.compile(
    r"^\s*(?:(?:Envoyé|Sent)\s(?:de(?:puis)?|à partir de|avec|from|with|using)\s.{2,60}|"
    r"(?:Get|Obtene[rz]|Téléchargez?|Obtenir)\sOutlook\s(?:for|pour)\s.{2,80}|Provenance\s?:\sCourrier.{2,40})$",
    re.IGNORECASE,
)
LINES_AFTER_PHONE = 3
MOST_CONTEXT = 6  # quoted lines kept before an answer that stands among them
# What a company's server adds under everything.
DISCLAIMER = re.compile(r"confidenti|destinataire|intended (?:recipient|for)", re.IGNORECASE)
WRAPPED_AT, LONGEST_LINE = 72, 80  # characters after which programs break lines
NOT_PROSE = re.compile(r"\s*[-*+•>#|]|\s*\d+[.)]\s|    |\t|.*(?:://|@)")


def new_words(text):
    """Return what is new in an answer: no quote but what is answered line by line, no signature; "" when nothing is."""
    lines = [line.rstrip() for line in text.split("\n")]
    end, after = find_quote(lines)
    found = "\n".join([*without_signature(lines[:end]), "", *answers_among(lines[after:])])
    return re.sub(r"\n{3,}", "\n\n", found).strip("\n")


def find_quote(lines):
    """Return where what is quoted begins, with the words that introduce it, and where its own lines begin."""
    for at, line in enumerate(lines):
        if FORWARDED.match(line) or is_head(lines, at):
            return at, len(lines)
        if RULE.match(line) and is_head(lines, next_line(lines, at + 1)):
            return at, len(lines)
        if size := attribution(lines, at):
            return at, at + size
        if QUOTED.match(line):
            return at, at
    return len(lines), len(lines)


def is_head(lines, at):
    """Tell whether the head of a quoted message begins here: « De : », then two more such lines."""
    if at >= len(lines) or not FROM.match(lines[at]):
        return False
    return sum(bool(BESIDE_FROM.match(line)) for line in lines[at + 1 : at + LINES_OF_HEAD]) >= 2


def next_line(lines, at):
    """Return the place of the next line with words, three lines on at most."""
    return next((n for n in range(at, min(at + 3, len(lines))) if lines[n].strip()), len(lines))


def attribution(lines, at):
    """Return how many lines here say who wrote what follows, 0 when they do not."""
    for size in range(1, LINES_OF_ATTRIBUTION + 1):
        part = lines[at : at + size]
        if len(part) < size or not part[-1].strip():
            return 0
        said = " ".join(line.strip() for line in part)[:400]
        if ATTRIBUTION.match(said):
            following = next_line(lines, at + size)
            # A person may write such a line too: a program quotes under it, or gives an address in it.
            return size if "@" in said or (following < len(lines) and QUOTED.match(lines[following])) else 0
    return 0


def without_signature(lines):
    """Return the lines above « -- », or above what a telephone adds at the very end."""
    for at, line in enumerate(lines):
        if SIGNATURE.match(line):
            return lines[:at]
        if FROM_A_PHONE.match(line) and sum(bool(rest.strip()) for rest in lines[at + 1 :]) <= LINES_AFTER_PHONE:
            return lines[:at]
    return lines


def answers_among(lines):
    """Return what was written between quoted lines, each with the end of what it answers, or under them all."""
    if not any(QUOTED.match(line) for line in lines):
        return []  # a quote that is not marked line by line
    answers, quote = [], []
    for at, line in enumerate(lines):
        if QUOTED.match(line):
            quote.append(line)
        elif line.strip() and quote:
            rest = lines[at:]
            if DISCLAIMER.search(" ".join(rest)) and not any(map(QUOTED.match, rest)):
                break
            answers.append((last_part(quote), [line]))
            quote = []
        elif answers and not quote:
            answers[-1][1].append(line)
    if len(answers) == 1:
        return without_signature(answers[0][1])
    return without_signature([line for part, answer in answers for line in ("", *part, "", *answer)])


def last_part(quote):
    """Return the last paragraph of a quote."""
    part = []
    for line in reversed(quote):
        if line.strip(" \t\u00a0\u202f>"):
            part.append(line.strip())
        elif part:
            break
    return part[:MOST_CONTEXT][::-1]


def unwrapped(text):
    """Join the lines of prose that a program broke: the next word would have been too much for one."""
    joined, last = [], ""
    for line in text.split("\n"):
        first = line.split(maxsplit=1)[0] if line.strip() else ""
        is_prose = first and last and not NOT_PROSE.match(line) and not NOT_PROSE.match(last)
        if is_prose and len(last) <= LONGEST_LINE and len(last) + 1 + len(first) > WRAPPED_AT:
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
        last = line
    return "\n".join(joined)
