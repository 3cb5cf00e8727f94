// Runs before the page's own scripts: when was it clicked, when did each mark appear, when did it fall silent.
(() => {
  const bench = window.bench = { armed: true, start: 0, marks: {}, last: 0, seen: {} };
  const html = () => document.documentElement;
  const note = (name, at) => { bench.marks[name] ??= at; };
  const text = () => document.querySelector('[data-testid=stText]')?.textContent ?? '';
  const drawn = () => requestAnimationFrame(() => setTimeout(() => note('text', performance.now())));

  bench.arm = () => Object.assign(bench, {
    armed: true, start: 0, marks: {}, last: 0, told: undefined,
    seen: { tiles: html().dataset.tiles, painted: html().dataset.painted, text: text() },
  });
  addEventListener('pointerdown', event => {
    if (!bench.armed || bench.start) return;
    bench.start = event.timeStamp;
    bench.marks = {};
  }, true);

  const look = () => {
    const now = performance.now();
    bench.last = now;
    for (const name of ['tiles', 'painted']) {
      const value = html().dataset[name];
      if (value && value !== bench.seen[name] && !bench.marks[name]) note(name, now);
    }
    const said = text();
    if (said && said !== bench.seen.text && !bench.told) { bench.told = said; drawn(); }
    if (said === bench.seen.text) bench.told = undefined;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (const name of ['fillText', 'clearRect', 'drawImage']) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) { bench.last = performance.now(); return own.apply(this, given); };
  }
  const running = () => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'running';
  // Silent: the server is done, nothing has changed for `quiet` ms and all the marks wanted are there.
  bench.until = (wanted, quiet) => new Promise((done, failed) => {
    const end = performance.now() + 90000;
    const poll = () => {
      if (performance.now() > end) {
        const state = { address: location.href, clicked: bench.start > 0, ...bench.marks };
        return failed(new Error(`never painted ${wanted}: ${JSON.stringify(state)}`));
      }
      const ready = wanted.every(name => bench.marks[name]);
      if (ready && !running() && performance.now() - bench.last > quiet) done({ start: bench.start, marks: bench.marks, last: bench.last });
      else setTimeout(poll, 25);
    };
    poll();
  });
})();
