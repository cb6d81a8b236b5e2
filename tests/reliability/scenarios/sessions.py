"""A session of many people: rounds by the clock, some leave, some come late, a server dies."""

import asyncio
import time
from datetime import timedelta
from itertools import combinations

from live.database import in_thread
from tests.reliability.judge import expect
from tests.reliability.rig import until
from tests.reliability.scenarios import scenario
from tests.reliability.session_pages import SessionPage

IN_PLACE_WITHIN = 5  # seconds from the start of a round
BACK_WITHIN = 40  # seconds after a death, as everywhere
BREAK = 30  # seconds, before each round
CLOCKS_AGREE_WITHIN = 1  # second


@scenario("a session by the clock, a server killed in a round", on=("postgresql",))
async def a_session(rig):
    count, rounds, dies_in = (20, 1, 1) if rig.short else (200, 6, 3)
    people = await rig.people(count)
    session, all_rounds = await in_thread(make_session, people, rounds, 15 if rig.short else 45)
    pages = {person.pk: SessionPage(key, session, rig.ports) for person, key in people}
    rig.pages += pages.values()
    everyone, tenth = list(pages.values()), 0 if rig.short else count // 10
    here, late = everyone[: count - tenth], everyone[count - tenth :]
    await gather(page.come() for page in here)
    await until(lambda: all(page.is_live for page in here), 60, "pages do not come")
    apart = max(abs(page.now() - time.time()) for page in here)
    expect(apart < CLOCKS_AGREE_WITHIN, f"a clock is {apart:.2f} s off")

    lags, met, back = [], set(), 0.0
    for each in all_rounds:
        if each.number == 4:
            await gather(page.come() for page in late)
            here += late
        await sleep_until(each.starts_at.timestamp() + rig.within(IN_PLACE_WITHIN))
        lags += await judge_round(rig, each, pages, here, met)
        if each.number == dies_in:
            back = await survive(rig, each, pages, here)
        if each.number == 2:
            await gather(page.leave() for page in here[:tenth])
            here = here[tenth:]
    lags.sort()
    mostly, worst = lags[len(lags) // 2], lags[-1]
    return (
        f"{count} pages, {rounds} of {BREAK} + 60 s, {len(met)} pairs, none twice; in their room {worst:.1f} s "
        f"after the start at worst, mostly {mostly:.1f} s; all back {back:.0f} s after the death; "
        f"clocks within {apart:.2f} s"
    )


async def judge_round(rig, each, pages, here, met):
    """Compare where pages are with what the plan says, and let each pair talk. Return how late each page was."""
    paired, companies = await in_thread(plan_of, each)
    for members in paired.values():
        for pair in combinations(sorted(members), 2):
            expect(pair not in met, f"{pair} meet again in round {each.number}")
            expect(companies[pair[0]] != companies[pair[1]], f"{pair} are of one company")
            met.add(pair)
    rooms = {person: room for room, members in paired.items() for person in members}
    present = {person for person, page in pages.items() if page in here}
    expect(rooms.keys() <= present, f"round {each.number} has people who are not there")
    alone = present - rooms.keys()
    expect(len(alone) <= len(present) // 20, f"{len(alone)} of {len(present)} are alone in round {each.number}")
    wrong = [person for person in present if pages[person].room_in(each.pk) != rooms.get(person)]
    expect(not wrong, f"{len(wrong)} of {len(present)} pages are not in their room in round {each.number}")
    await talk(each, pages, paired, "Bonjour")
    return [pages[person].lag_in(each.pk) for person in rooms]


async def talk(each, pages, paired, word):
    """Let one of each pairing say something that all of it hear."""
    said = {}
    for room, members in paired.items():
        said[room] = f"{word} {each.number}-{members[0]}"
    await gather(pages[members[0]].say(each.pk, said[room]) for room, members in paired.items())
    heard = [(pages[person], said[room]) for room, members in paired.items() for person in members]
    await until(
        lambda: all(any(words in html for html in page.spoken) for page, words in heard), 20, "not all heard their pair"
    )


async def survive(rig, each, pages, here):
    """Kill a server, and return after how many seconds everyone was back in their room and talks there."""
    before = {page: page.places[each.pk].rejoined for page in here if each.pk in page.places}
    rig.servers[0].kill()
    killed = time.monotonic()
    await rig.servers[0].start()
    cut = [page for page in before if not page.is_live]
    await until(
        lambda: (
            all(page.is_live for page in here) and all(page.places[each.pk].rejoined > before[page] for page in cut)
        ),
        BACK_WITHIN,
        "not all came back",
    )
    back = time.monotonic() - killed
    paired, _ = await in_thread(plan_of, each)
    await talk(each, pages, paired, "De retour")
    return back


async def gather(jobs):
    await asyncio.gather(*jobs)


async def sleep_until(moment):
    await asyncio.sleep(max(0, moment - time.time()))


def make_session(people, rounds, starts_in):
    """Return a session with rounds of a minute for these people, of whom two work for each company, and its rounds."""
    from accounts.companies.actions import add_member
    from tests import build

    partner = build.make_company("Réseau Métal", is_partner=True)
    host = build.make_user("Diane Simard", email="diane-simard@example.org", company=partner)
    part = {"kind": "rounds", "title_fr": "", "title_en": "", "round_count": rounds, "round_minutes": 1}
    part |= {"break_seconds": BREAK, "minutes": -(-rounds * (60 + BREAK) // 60)}
    session = build.make_session(host, partner=partner, starts_in=timedelta(seconds=starts_in), agenda=[part])
    tags = [build.make_tag(f"métier {number}") for number in range(20)]
    employers = [build.make_company(f"Atelier {number}") for number in range(len(people) // 2)]
    for number, (person, _) in enumerate(people):
        person.company = employers[number // 2]
        person.save()
        add_member(person, person.company)
        said = {"sought_tags": [tags[number % 20]], "offered_tags": [tags[(number + 7) % 20]]}
        build.register(person, session, seeks="Un soudeur", offers="Une presse", **said)
    return session, list(session.rounds.all())


def plan_of(each):
    """Return {address of the room: keys of those in it}, and {person: company}."""
    from networking.models import PairingMember

    stays = PairingMember.objects.standing().filter(round=each, pairing__room__isnull=False)
    paired, companies = {}, {}
    for stay in stays.select_related("pairing__room", "person"):
        paired.setdefault(stay.pairing.room.get_absolute_url(), []).append(stay.person_id)
        companies[stay.person_id] = stay.person.company_id
    return paired, companies
