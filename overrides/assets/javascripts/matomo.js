// Matomo on the publisher's own server; this file itself is only fetched after a yes. The calls are those of
// https://developer.matomo.org/api-reference/tracking-javascript
{
  const { address, site } = document.currentScript.dataset;
  const start = [
    ["setTrackerUrl", `${address}matomo.php`],
    ["setSiteId", site],
    ["setVisitorCookieTimeout", 365 * 86400], // no longer than cookies.yml says
    ["setReferralCookieTimeout", 180 * 86400],
    ["setCookieSameSite", "Lax"],
    ["trackPageView"],
  ];
  window._paq = start;
  const script = document.createElement("script");
  script.src = `${address}matomo.js`;
  document.head.append(script);
  let isOn = true;
  addEventListener("sayasat:cookies", ({ detail: { category, isAllowed } }) => {
    if (category !== "statistics" || isAllowed === isOn) return;
    isOn = isAllowed;
    // Until Matomo has come, the calls wait in a list, and one that is empty sends nothing
    if (Array.isArray(window._paq)) window._paq.splice(0, Infinity, ...(isOn ? start : []));
    else if (isOn) window._paq.push(["enableCookies"], ["trackPageView"]);
    else window._paq.push(["disableCookies"]);
  });
}
