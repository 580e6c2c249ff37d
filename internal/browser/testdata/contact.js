// Follows the button in the page's heading, and says what is on the screen then.
async () => {
  const found = {link: "", address: false, hash: "", mail: "", fault: "", title: ""};
  const heading = document.querySelector("h1");
  found.title = heading ? heading.firstChild.textContent.trim() : "";
  const button = document.querySelector(".hero a[href^='#']");
  if (!button) return {...found, fault: "there is no button"};
  found.link = button.getAttribute("href");
  button.click();
  await new Promise(done => setTimeout(done, 50)); // frames are not drawn in a tab that nobody sees
  found.hash = location.hash;
  const place = document.getElementById(decodeURIComponent(found.link.slice(1)));
  if (!place) return {...found, fault: "it leads to no element"};
  found.address = place.tagName === "ADDRESS";
  const mail = place.querySelector("a[href^='mailto:']");
  if (!mail) return {...found, fault: "there is no e-mail address"};
  found.mail = mail.getAttribute("href");
  for (const box of mail.getClientRects()) {
    if (box.width === 0 || box.height === 0) found.fault = "the e-mail address is not shown";
    else if (box.bottom > innerHeight || box.top < 0) found.fault = `the e-mail address is ${box.top < 0 ? "above" : "below"} the screen: ${box.top} to ${box.bottom} of ${innerHeight}`;
    else if (box.left < 0 || box.right > innerWidth) found.fault = "the e-mail address is beside the screen";
    else if (!mail.contains(document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2))) found.fault = "the e-mail address is behind something else";
  }
  return found;
}
