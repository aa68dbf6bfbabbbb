// The date control. What is typed stays here until it is applied: by Enter, by the button, or with the link that is opened next.

const HEARD = 1200, ASKED = 8;

function dayBox() { return document.querySelector(".daybox"); }

// The day that was typed and is not applied, null where there is none.
function typedDay() {
  const box = dayBox(), typed = box?.querySelector("input").value.trim() ?? "";
  return typed && typed !== box.dataset.shown ? typed : null;
}

// The server reads the day; with `href` it also says where to go on that day. What is sent while the page is being drawn may get
// lost: it is sent again until the control has been drawn anew.
function askDay(typed, href, tries = ASKED) {
  const turn = dayBox()?.dataset.turn;
  clearTimeout(room.asking);
  room.send({ kind: "day", typed, href: href ?? null });
  const again = (left) => {
    room.asking = setTimeout(() => {
      if (dayBox()?.dataset.turn !== turn || !left) return;
      if (document.querySelector("[data-test-script-state=running]")) again(left); else askDay(typed, href, left - 1);
    }, HEARD);
  };
  again(tries);
}

function dayKey(event) {
  const input = event.target.closest?.(".daybox input");
  if (!input) return false;
  if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); askDay(input.value.trim()); leaveDay(input); }
  else if (event.key === "Escape") { input.value = dayBox().dataset.shown; showWaiting(); }
  return true;
}

function dayButton(button) {
  askDay(button.dataset.day || dayBox().querySelector("input").value.trim());
  leaveDay(button);
}

// Who applied a day has the cursor in the control when it is drawn anew; at the desk the keys are the desk's at once.
function leaveDay(from) {
  room.dayFocus = !document.querySelector(".dk-facts");
  if (!room.dayFocus) from.blur();
}

function showWaiting() { dayBox()?.classList.toggle("changed", typedDay() !== null); }

function keepDayFocus() {
  const box = dayBox();
  if (!box || room.turn === box.dataset.turn) return;
  if (room.dayFocus && room.turn !== undefined) box.querySelector("input").focus();
  room.turn = box.dataset.turn;
  room.dayFocus = false;
}

// Links of the navigation know neither the day nor the language: they are taken along.
function kept() { return dayBox()?.dataset.kept ?? ""; }

function withKept(href) {
  const url = new URL(href, document.baseURI);
  return `${url.pathname}?${kept()}`;
}
