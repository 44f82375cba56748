() => {
  const faults = [], width = document.documentElement.clientWidth;
  const seen = one => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0 && getComputedStyle(one).visibility !== 'hidden'; };
  const clipped = one => { const hidden = one.closest('.hide, .skip, .same'); return hidden && (!hidden.matches('.same') || getComputedStyle(hidden).clipPath !== 'none'); };
  const shared = (a, b) => [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
  const name = one => `${one.tagName} ${(one.textContent || '').trim().slice(0, 40)}`;
  for (const one of document.querySelectorAll('body *')) {
    if (!seen(one) || clipped(one)) continue;
    const box = one.getBoundingClientRect();
    if (box.right > width + 1 || box.left < -1) faults.push(`outside: ${name(one)}`);
    if (!one.closest('svg') && getComputedStyle(one).display !== 'inline' && one.scrollWidth > one.clientWidth + 1) faults.push(`wider than its box: ${name(one)}`);
  }
  for (const picture of document.querySelectorAll('svg')) {
    if (!seen(picture)) continue;
    const column = (picture.closest('td, th, .line, .who, figure, .proof > div, .poles > div, .three > div, .voice > div') || picture.parentElement).getBoundingClientRect();
    const words = [...picture.querySelectorAll('text')], boxes = words.map(one => one.getBoundingClientRect());
    boxes.forEach((box, i) => {
      if (box.right > column.right + 4 || box.left < column.left - 4) faults.push(`words outside their column: ${words[i].textContent}`);
      for (let j = 0; j < i; j++) {
        const [across, down] = shared(box, boxes[j]);
        if (across > 1.5 && down > 5) faults.push(`words over words: ${words[i].textContent} | ${words[j].textContent}`);
      }
    });
  }
  const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    if (!node.textContent.trim() || !seen(node.parentElement) || clipped(node.parentElement) || node.parentElement.closest('svg, script, style')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) lines.push([box, node.textContent.trim().slice(0, 30)]);
  }
  lines.sort((a, b) => a[0].top - b[0].top);
  lines.forEach(([box, said], i) => {
    for (let j = i + 1; j < lines.length && lines[j][0].top < box.bottom; j++) {
      const [across, down] = shared(box, lines[j][0]);
      if (across > 2 && down > 6) faults.push(`text over text: ${said} | ${lines[j][1]}`);
    }
  });
  return faults;
}
