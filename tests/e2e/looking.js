// Put into a page that is looked at, after axe-core. Nothing of it is part of the product.
window.looking = (() => {
  const shown = (one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.getClientRects().length > 0;
  const name = (one) => {
    const classes = [...one.classList].map((each) => `.${each}`).join("");
    return `${one.localName}${one.id ? `#${one.id}` : ""}${classes} “${one.textContent.trim().slice(0, 40)}”`;
  };
  const all = (selector) => [...document.querySelectorAll(selector)];

  const run = async (where, rules) => {
    const found = await axe.run(where, { ...rules, resultTypes: ["violations"], preload: false });
    const violations = found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`));
    return { violations, held: found.passes.length, covered: [] };
  };

  // What lies over the page when it is open is looked at by itself: at most one of them is open at a time.
  // What is the same on many pages is looked at on one of them.
  const covering = async (rules, before) => {
    const violations = [];
    const covered = [];
    for (const one of all("[popover], details.menu")) {
      const content = one.outerHTML.replace(/(csrfmiddlewaretoken" value=")\w+/g, "$1");
      if (before.includes(content)) continue;
      covered.push(content);
      if (one.popover) one.showPopover(); else one.open = true;
      violations.push(...(await run(one, rules)).violations);
      if (one.popover) one.hidePopover(); else one.open = false;
    }
    return { violations, covered };
  };

  const page = (rules) => run(document, rules);

  const pageAndCovering = async (rules, before) => {
    const found = await page(rules);
    const { violations, covered } = await covering(rules, before);
    return { ...found, covered, violations: [...found.violations, ...violations] };
  };

  const disclosures = () => all("details:not(.menu)");

  const wider = () => {
    all("details.menu").forEach((one) => { one.open = true; });
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return all("body *").filter((one) => shown(one) && one.getBoundingClientRect().right > room + 1).map(name);
  };

  const moving = () => {
    const seconds = (text) => text.split(",").some((each) => parseFloat(each) > 0);
    const moves = (style) => seconds(style.transitionDuration) || (style.animationName !== "none" && seconds(style.animationDuration));
    const parts = [null, "::before", "::after"];
    const found = all("*").filter((one) => parts.some((part) => moves(getComputedStyle(one, part))));
    return [...found.map(name), ...document.getAnimations().map((each) => `running: ${each.effect.target.localName}`)];
  };

  const isForEarsAlone = (one) => one !== null && (getComputedStyle(one).clipPath === "inset(50%)" || isForEarsAlone(one.parentElement));

  const cut = () => {
    const hides = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";
    const isCut = (one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    const boxes = all("body *").filter((one) => one instanceof HTMLElement && shown(one) && !one.closest("input, select, textarea") && !isForEarsAlone(one));
    return boxes.filter((one) => hides(getComputedStyle(one)) && isCut(one)).map(name);
  };

  return {
    page,
    pageAndCovering,
    wider,
    moving,
    cut,
    hasDisclosures: () => disclosures().length > 0,
    close: () => all("details").forEach((one) => { one.open = false; }),
    open: () => disclosures().forEach((one) => { one.open = true; }),
    printedControls: () => all("nav, button, .btn, .skip").filter(shown).map(name),
  };
})();
