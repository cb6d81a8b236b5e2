// Photos for members. Rows are the same for every reader and name them; only the pages of members ask for them.
class MemberPhoto extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return; // a copy of a row brings its picture along
    const picture = new Image();
    Object.assign(picture, { alt: "", loading: "lazy", decoding: "async", src: this.dataset.src });
    this.append(picture);
  }
}
customElements.define("member-photo", MemberPhoto);
