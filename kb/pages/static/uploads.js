// Files on their way in: dropped or chosen, each is sent by itself, a few at a time, and is safe as soon as the server has it.

const AT_ONCE = 3;

function watchFiles() {
  room.queue = [];
  Object.assign(room, { onTheWay: 0, received: 0, asked: 0, refused: [], known: [] });
  const chosen = (field) => { if (field?.dataset?.files != null && field.files.length) { takeFiles(field.files); field.value = ""; } };
  document.addEventListener("change", (event) => chosen(event.target), true);
  chosen(document.querySelector("[data-files]"));  // somebody was faster than this script
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => {
    if (!room.data.receive || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelector(".drop")?.classList.toggle("over", name === "dragover");
    if (name === "drop") takeFiles(event.dataTransfer.files);
  }, true);
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.querySelector(".drop")?.classList.remove("over"); }, true);
  window.addEventListener("beforeunload", (event) => { if (room.onTheWay || room.queue.length) event.preventDefault(); });
}

function takeFiles(files) {
  if (!room.onTheWay && !room.queue.length) Object.assign(room, { received: 0, asked: 0, refused: [], known: [] });
  room.queue.push(...files);
  room.asked += files.length;
  while (room.onTheWay < AT_ONCE && room.queue.length) sendNext();
  tellFiles();
}

async function sendNext() {
  const file = room.queue.shift(), { to, pass, words } = room.data.receive ?? room.receiving;
  room.receiving = { to, pass, words };
  room.onTheWay += 1;
  let why = "";
  try {
    const answer = await fetch(to, { method: "POST", body: file, headers: { "x-pass": pass, "x-name": encodeURIComponent(file.name) } });
    if (!answer.ok) why = (answer.status === 422 && (await answer.json()).why) || words.broken;
    else if (!(await answer.json()).fresh) room.known.push([file.name, words.known]);
  } catch { why = words.broken; }
  room.onTheWay -= 1;
  if (why) room.refused.push([file.name, why]); else room.received += 1;
  tellFiles();
  if (room.queue.length) sendNext();
  else if (!room.onTheWay) room.send({ kind: "received" });
}

function tellFiles() {
  const line = document.querySelector(".sending"), words = room.receiving?.words ?? room.data.receive?.words;
  if (!line || !words || !room.asked) return;
  const done = !room.onTheWay && !room.queue.length;
  const said = (done ? words.sent : words.sending).replace("{done}", room.received).replace("{all}", room.asked);
  const told = (className, textContent) => Object.assign(document.createElement("p"), { className, textContent });
  const each = (className, files) => files.map(([name, why]) => told(className, `${name}: ${why}`));
  line.replaceChildren(told("line", said), ...each("line", room.known), ...each("failure", room.refused));
}
