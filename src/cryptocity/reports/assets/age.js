"use strict";
// Says so where the data of a page are old by the reader's clock: the bytes of a page know no time.
{
  const notice = document.querySelector(".age");
  if (Date.now() >= Date.parse(notice.dataset.staleFrom)) notice.textContent = notice.dataset.stale;
}
