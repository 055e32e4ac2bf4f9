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
    return { violations, held: found.passes.length, covered: [], measured: [] };
  };

  // What decides whether the colours of a text suffice: this, as it is computed for the text and for all that it stands
  // in; and of a link, whether it stands among other words.
  const DECIDING = [
    ...["color", "backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "textShadow"],
    ...["fontSize", "fontWeight", "fontStyle", "display", "visibility", "position", "clipPath", "zIndex"],
    ...["textDecorationLine", "borderBottomStyle", "borderBottomWidth", "boxShadow", "fontFamily"],
  ];
  const isOff = (one) => one.matches(":disabled, [aria-disabled=true]") || one.control?.disabled === true;
  const blockOf = (one) => (getComputedStyle(one).display.startsWith("inline") ? blockOf(one.parentElement) : one);
  const isAmongWords = (one) => {
    const block = blockOf(one);
    const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      if (words.currentNode.data.trim() && !words.currentNode.parentElement.closest("a, button")) return true;
    }
    return false;
  };
  const styleOf = (one) => {
    const style = getComputedStyle(one);
    const among = one.localName === "a" && isAmongWords(one);
    return [one.localName, ...one.classList, isOff(one), among, ...DECIDING.map((each) => style[each])].join(" ");
  };

  // Two numbers of 32 bits stand for a text of any length.
  const shortened = (text) => {
    let [one, other] = [0x811c9dc5, 0x1505];
    for (let at = 0; at < text.length; at += 1) {
      one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
      other = Math.imul(other, 33) ^ text.charCodeAt(at);
    }
    return `${(one >>> 0).toString(36)} ${(other >>> 0).toString(36)}`;
  };

  // One element for each combination that was not measured before.
  const unmeasured = (measured) => {
    const [kinds, found] = [new Map([[null, ""]]), new Map()];
    const kindOf = (one) => {
      if (!kinds.has(one)) kinds.set(one, shortened(`${kindOf(one.parentElement)} ${styleOf(one)}`));
      return kinds.get(one);
    };
    const hasText = (one) => [...one.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
    for (const one of all("body *")) {
      if (!shown(one) || !(hasText(one) || one.matches("a, input, select, textarea"))) continue;
      if (!measured.has(kindOf(one)) && !found.has(kindOf(one))) found.set(kindOf(one), one);
    }
    return found;
  };

  const colours = async (rules, measured) => {
    const found = unmeasured(new Set(measured));
    if (!found.size) return { violations: [], measured: [] };
    const { violations } = await run({ include: [...found.values()] }, rules);
    return { violations, measured: violations.length ? [] : [...found.keys()] };
  };

  // What lies over the page when it is open is looked at by itself: at most one of them is open at a time.
  // What is the same on many pages is looked at on one of them.
  const covering = async (rules, before) => {
    const violations = [];
    const covered = [];
    for (const one of all("[popover], details.menu")) {
      const content = one.outerHTML.replace(/(type="hidden" name="\w+" value=")[^"]*/g, "$1");
      if (before.includes(content)) continue;
      covered.push(content);
      if (one.popover) one.showPopover(); else one.open = true;
      violations.push(...(await run(one, rules)).violations);
      if (one.popover) one.hidePopover(); else one.open = false;
    }
    return { violations, covered };
  };

  const page = ({ rules }) => run(document, rules);

  const closely = async ({ rules, colourRules, coveringRules, covered, measured }) => {
    const found = await run(document, rules);
    const texts = await colours(colourRules, measured);
    const over = await covering(coveringRules, covered);
    return {
      held: found.held,
      violations: [...found.violations, ...texts.violations, ...over.violations],
      measured: texts.measured,
      covered: over.covered,
    };
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
    closely,
    wider,
    moving,
    cut,
    hasDisclosures: () => disclosures().length > 0,
    close: () => all("details").forEach((one) => { one.open = false; }),
    open: () => disclosures().forEach((one) => { one.open = true; }),
    printedControls: () => all("nav, button, .btn, .skip").filter(shown).map(name),
  };
})();
