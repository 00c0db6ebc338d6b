/**
 * The page's only script: the theme switch, and the values under the pointer in charts over time.
 * The page needs it for nothing else. It writes text nodes only, never markup.
 */
export const SCRIPT = `(function () {
  'use strict';
  var root = document.documentElement, button = document.getElementById('theme'), KEY = 'ml-scaling-lab-theme';
  function stored() { try { return localStorage.getItem(KEY); } catch (error) { return null; } }
  function isDark() {
    var set = root.getAttribute('data-theme');
    return set ? set === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }
  if (stored() === 'dark' || stored() === 'light') root.setAttribute('data-theme', stored());
  button.hidden = false;
  button.addEventListener('click', function () {
    var next = isDark() ? 'light' : 'dark';
    root.setAttribute('data-theme', next);
    try { localStorage.setItem(KEY, next); } catch (error) { /* the choice then lasts as long as the page */ }
  });

  function nearest(points, x) {
    var best = points[0];
    for (var i = 1; i < points.length; i++) if (Math.abs(points[i][0] - x) < Math.abs(best[0] - x)) best = points[i];
    return best;
  }
  function show(value) {
    var size = Math.abs(value);
    return value.toLocaleString('en-US', { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 });
  }
  document.querySelectorAll('figure[data-chart]').forEach(function (figure) {
    var panels = JSON.parse(figure.getAttribute('data-chart'));
    var drawing = figure.querySelector('.drawing');
    var line = document.createElement('i'), box = document.createElement('div');
    line.className = 'crosshair'; box.className = 'readout'; line.hidden = box.hidden = true;
    line.setAttribute('aria-hidden', 'true'); box.setAttribute('aria-hidden', 'true');
    drawing.append(line, box);
    function hide() { line.hidden = box.hidden = true; }
    drawing.addEventListener('pointerleave', hide);
    drawing.addEventListener('pointermove', function (event) {
      var svg = event.target.closest && event.target.closest('svg');
      if (!svg || !svg.dataset.plot) return;
      var plot = svg.dataset.plot.split(' ').map(Number), bounds = svg.getBoundingClientRect(), outer = drawing.getBoundingClientRect();
      var scale = bounds.width / svg.viewBox.baseVal.width, at = (event.clientX - bounds.left) / scale;
      if (at < plot[0] || at > plot[1]) return hide();
      var seconds = plot[2] + ((at - plot[0]) / (plot[1] - plot[0])) * (plot[3] - plot[2]);
      box.replaceChildren();
      row('time', show(Math.round(seconds)) + ' s', true);
      panels.forEach(function (panel) {
        panel.series.forEach(function (series) {
          if (series.points.length) row(panel.title + ': ' + series.label, show(nearest(series.points, seconds)[1]) + ' ' + panel.unit, false);
        });
      });
      line.hidden = box.hidden = false;
      var x = event.clientX - outer.left;
      line.style.left = x + 'px';
      box.style.left = Math.max(0, x > outer.width / 2 ? x - box.offsetWidth - 12 : x + 12) + 'px';
      box.style.top = Math.min(Math.max(0, event.clientY - outer.top - 20), Math.max(0, outer.height - box.offsetHeight)) + 'px';
      function row(name, value, isHead) {
        var element = document.createElement('p'), strong = document.createElement('b');
        if (isHead) element.className = 'head';
        element.append(name + ' '); strong.append(value); element.append(strong); box.append(element);
      }
    });
  });
})();`;
