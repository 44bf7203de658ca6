"use strict";
// Keeps the place on a page when the language is switched; on the entry page, goes where the browser's languages lead.
{
  const links = [...document.querySelectorAll("a[hreflang]")];
  const keepPlace = () => {
    for (const link of links) link.hash = location.hash;
  };
  keepPlace();
  addEventListener("hashchange", keepPlace);

  if (document.getElementById("entry")) {
    const asked = navigator.languages.map((language) => language.split("-")[0]);
    const found = asked.map((language) => links.find((link) => link.hreflang === language)).find(Boolean);
    location.replace((found ?? links[0]).href);
  }
}
