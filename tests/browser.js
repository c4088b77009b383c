// Looks at the page that it is put into, and leaves what is wrong in an element named "found".
(() => {
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
  const isShown = (element) => element.getClientRects().length > 0;
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const all = [...document.body.querySelectorAll("*")].filter(
    (element) => !["SCRIPT", "TITLE", "title"].includes(element.tagName) && isShown(element),
  );
  const texts = all.filter(hasText);
  const scrolls = (element) =>
    element && (["auto", "scroll"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));

  const wide = all
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element))
    .map((element) => `wide: ${words(element)}`);

  const covered = [];
  const outside = [];
  for (const picture of document.querySelectorAll("svg")) {
    const frame = picture.getBoundingClientRect();
    const boxes = [...picture.querySelectorAll("text")].map((text) => [text, text.getBoundingClientRect()]);
    boxes.forEach(([text, box], number) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1)
        outside.push(`outside: ${words(text)}`);
      for (const [other, its] of boxes.slice(number + 1)) {
        const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        if (across > 1 && down > 4) covered.push(`covered: ${words(text)} / ${words(other)}`);
      }
    });
  }

  const channels = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    if (!element) return "rgb(255, 255, 255)";
    const colour = getComputedStyle(element).backgroundColor;
    return channels(colour)[3] === 0 ? behind(element.parentElement) : colour;
  };
  const contrast = (element) => {
    const style = getComputedStyle(element);
    const ink = luminance(element.tagName === "text" ? style.fill : style.color);
    const paper = luminance(behind(element));
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  };
  const faint = texts.filter((element) => contrast(element) < 4.5).map((element) => `faint: ${words(element)}`);

  const height = (element) => {
    const size = parseFloat(getComputedStyle(element).fontSize);
    const picture = element.closest("svg");
    return picture ? size * (picture.getBoundingClientRect().width / picture.viewBox.baseVal.width) : size;
  };
  const small = texts.filter((element) => height(element) < 8).map((element) => `small: ${words(element)}`);

  const found = document.createElement("pre");
  found.id = "found";
  found.textContent = JSON.stringify({ wide, covered, outside, faint, small });
  document.body.append(found);
})();
