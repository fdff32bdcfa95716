// Dragging cards by their handles with a mouse, a finger or a pen: pointer events, for native dragging knows no touch.

const STARTS = 5; // pixels before a press becomes a drag
const EDGE = 56; // nearer than this to the top or the bottom the page scrolls
const SPEED = 14;

export class Drag {
  // `over(element, event)` marks where it would land and says where that is, or nothing; `dropped(place)` puts it there.
  constructor(card, handle, { over, dropped, ended }) {
    Object.assign(this, { card, handle, over, dropped, ended });
    handle.addEventListener("pointerdown", (event) => this.press(event));
  }

  press(event) {
    if (!event.isPrimary || event.button !== 0) return;
    this.from = event;
    this.last = event;
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.handle.setPointerCapture(event.pointerId);
    this.handle.addEventListener("pointermove", (moved) => this.move(moved), { signal });
    this.handle.addEventListener("pointerup", () => this.end(true), { signal });
    this.handle.addEventListener("pointercancel", () => this.end(false), { signal });
    document.addEventListener("keydown", (key) => { if (key.key === "Escape") this.end(false); }, { signal });
  }

  move(event) {
    this.last = event;
    if (!this.moving && Math.hypot(event.clientX - this.from.clientX, event.clientY - this.from.clientY) < STARTS) return;
    if (!this.moving) {
      this.moving = true;
      this.card.classList.add("b-dragged");
      this.scroll();
    }
    this.look();
  }

  look() {
    this.place = this.over(document.elementFromPoint(this.last.clientX, this.last.clientY), this.last);
  }

  scroll() {
    if (!this.moving) return;
    const up = this.last.clientY < EDGE;
    if (up || this.last.clientY > window.innerHeight - EDGE) {
      window.scrollBy(0, up ? -SPEED : SPEED);
      this.look();
    }
    requestAnimationFrame(() => this.scroll());
  }

  end(isDrop) {
    this.stop.abort();
    const place = this.moving && isDrop ? this.place : null;
    this.moving = false;
    this.place = null;
    this.card.classList.remove("b-dragged");
    this.ended();
    if (place) this.dropped(place);
  }
}
