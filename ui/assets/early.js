// Runs before Streamlit's own script, inside the page itself.

// Else Streamlit looks for its own addresses below the page's first, in vain.
window.__streamlit = { BACKEND_BASE_URL: location.origin + PREFIX + '/' };

// Streamlit fetches its icons, a seventh of a first visit, before anything else; few pages show one, and then it is fetched.
const load = document.fonts.load;
document.fonts.load = (font, ...rest) => font.includes('Material Symbols') ? Promise.resolve([]) : load.call(document.fonts, font, ...rest);

// Where an address leaves out part of the question, Streamlit writes all of it as a step of its own, and Back would lead to
// the short one, to be written out again. Only a reader's own steps count (address.js).
history.pushState = (state, title, url) => {
  const here = new URL(url, location.href).pathname === location.pathname;
  History.prototype[here ? 'replaceState' : 'pushState'].call(history, state, title, url);
};
