// A connection that takes its time in both directions and keeps the order.
(() => {
  const Real = window.WebSocket;
  const later = (line, what) => {
    line.last = Math.max(line.last ?? 0, performance.now() + (window.slow?.() ?? 0));
    line.push([line.last, what]);
    if (line.length === 1) pump(line);
  };
  const pump = (line) => setTimeout(() => {
    line[0][1]();
    line.shift();
    if (line.length) pump(line);
  }, Math.max(0, line[0][0] - performance.now()));
  window.WebSocket = class extends Real {
    up = [];
    down = [];
    send(data) { later(this.up, () => { if (this.readyState === 1) super.send(data); }); }
    addEventListener(kind, listener, ...more) {
      super.addEventListener(kind, kind === "message" ? (event) => later(this.down, () => listener.call(this, event)) : listener, ...more);
    }
    set onmessage(listener) { super.onmessage = (event) => later(this.down, () => listener.call(this, event)); }
  };
})();
