// An address that names a mistake opens it. The tabs are not on the page before they are shown, the
// header is.
if (new URLSearchParams(location.search).has("mistake")) trigger("submit", { query: location.search });
