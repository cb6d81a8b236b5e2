"""Quotes: of what is selected, or of a whole post, without losing what one had written."""

from playwright.sync_api import expect

from notifications.models import Notification
from tests.build import make_post

SELECT = """(words) => {
  const prose = [...document.querySelectorAll(".post .prose")].find((one) => one.textContent.includes(words));
  const node = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  while (node.nextNode() && !node.currentNode.data.includes(words));
  const at = node.currentNode.data.indexOf(words);
  getSelection().setBaseAndExtent(node.currentNode, at, node.currentNode, at + words.length);
}"""


def test_what_is_selected_is_quoted_into_the_reply(open_page, thread, camille, noe, lea):
    post = make_post(thread, camille, "Le *7075* se scie bien, à 80 dents. Le 2024 aussi.")
    page = open_page(noe, thread.get_absolute_url())
    text = page.locator("[data-reply] textarea")
    text.fill("Bonjour.")
    page.evaluate(SELECT, "Le 2024 aussi")
    beside = page.locator(".quote-beside")
    expect(beside).to_be_in_viewport()
    beside.click()
    head = f"> @[Camille Gauthier](/personnes/{camille.pk}/) [a écrit](/messages/{post.pk}/)\u00a0:"
    expect(text).to_have_value(f"Bonjour.\n\n{head}\n>\n> Le 2024 aussi\n\n")
    expect(text).to_be_focused()
    expect(beside).to_be_hidden()
    text.press_sequentially("Merci.")
    page.locator("[data-reply] .button-primary").click()
    quoted = page.locator(".post blockquote")
    expect(quoted).to_contain_text("@Camille Gauthier a écrit\u00a0:")
    assert [row.recipient for row in Notification.objects.all()] == [camille]
    # All of it: what Noé wrote himself, not what he quoted.
    page.locator(".post").last.get_by_role("button", name="Citer le message 3").click()
    head = f"> @[Noé Tremblay](/personnes/{noe.pk}/) [a écrit](/messages/{post.pk + 1}/)\u00a0:"
    expect(text).to_have_value(f"{head}\n>\n> Bonjour.\n>\n> Merci.\n\n")
