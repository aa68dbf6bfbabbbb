// What is told of a call, apart from the page: numbered acts, each of the call that it was told in. The counsellor alone begins a call.
// Whatever names a later call ends those before it, and nothing that names an earlier one touches a later one, however late it comes.

function tellOfCall(room, now, verb, ...words) {
  room.act = Math.max((room.act ?? 0) + 1, now);
  room.acts = [...(room.acts ?? []), [room.act, room.call ?? 0, verb, ...words]];
  if (verb !== "begin") room.leaving = 0;  // a page on which something of a call was told is never loaded anew
}

// What was not heard of the call before is dropped with it. Away from the desk the page is loaded anew when the server has heard.
function beginCall(room, now, atDesk) {
  room.call = (room.call ?? 0) + 1;
  room.acts = [];
  tellOfCall(room, now, "begin");
  room.leaving = atDesk ? 0 : room.call;
}

// What a drawing says of the call: `old`, it is of a call that is over; `leave`, the page is to be loaded anew; `lost`, the server had
// ended the call for which something was still on its way; else `now`.
function hearOfCall(room, told) {
  room.acts = (room.acts ?? []).filter(([number]) => number > (told.done ?? 0));
  if (told.number == null) return "now";
  room.call ??= told.number;
  if (told.number < room.call) return "old";
  const atDesk = told.turn != null, before = room.acts.length;
  if (told.number > room.call) {
    room.call = room.leaving = told.number;
    room.acts = room.acts.filter(([, call]) => call >= told.number);
  }
  if (atDesk) room.leaving = 0;
  if (room.leaving) return "leave";
  return room.acts.length < before ? "lost" : "now";
}
