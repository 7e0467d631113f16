// Matomo on the publisher's own server. The browser fetches this file only after consent. The calls are those of
// https://developer.matomo.org/api-reference/tracking-javascript
{
  const { src, dataset: { address, site } } = document.currentScript;
  const gate = document.querySelector("template[data-gate=statistics]");
  const setUp = [
    ["setTrackerUrl", `${address}matomo.php`],
    ["setSiteId", site],
    ["setVisitorCookieTimeout", 365 * 86400], // no longer than cookies.yml says
    ["setReferralCookieTimeout", 180 * 86400],
    ["setCookieSameSite", "Lax"],
    ["setCookiePath", new URL("../../../../", src).pathname], // not for another site on the same host
    // A receipt's URL is for its visitor alone, so the site's own pages are not sent as referrers
    ["setReferrerUrl", document.referrer.startsWith(location.origin) ? "" : document.referrer],
  ];
  let isOn = false;

  const load = () => {
    const script = document.createElement("script");
    script.src = `${address}matomo.js`;
    document.head.append(script);
  };

  const follow = () => {
    if ((gate.dataset.allowed === "true") === isOn) return;
    isOn = !isOn;
    const calls = isOn ? [["enableCookies"], ["trackPageView"]] : [["disableCookies"]];
    if (!window._paq) load();
    // Until Matomo is loaded, the calls wait in a list, which is emptied if consent is withdrawn
    if (Array.isArray(window._paq ??= [])) window._paq.splice(0, Infinity, ...setUp, ...calls);
    else window._paq.push(...calls);
  };

  addEventListener("sayasat:cookies", follow);
  follow(); // the answer may have changed while this file was loading
}
