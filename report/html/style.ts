import { colourVariables, DARK, LIGHT } from '../charts/theme';

const LIGHT_VARIABLES = `color-scheme:light;--page:#f5f6f8;--surface:#fff;--raised:#f8f9fb;--line:#dde2e9;--ink:#1b2430;--muted:#566273;--link:#1a56b0;
--pass:#1c6b3c;--pass-back:#e3f3e8;--fail:#a3211a;--fail-back:#fce8e6;--warn:#7a4d00;--warn-back:#fdf1d8;--warn-line:#d9a441;--quiet-back:#eceff3;${colourVariables(LIGHT)}`;
const DARK_VARIABLES = `color-scheme:dark;--page:#10151c;--surface:#171e27;--raised:#1c2530;--line:#2d3643;--ink:#e7ecf3;--muted:#9aa7b8;--link:#8ab8ff;
--pass:#7fd6a0;--pass-back:#173424;--fail:#ff9d94;--fail-back:#42201f;--warn:#f3c56b;--warn-back:#3a2d12;--warn-line:#8f6c26;--quiet-back:#26303c;${colourVariables(DARK)}`;

/** One style sheet for screen (light, dark), phone and paper. System fonts only. */
export const STYLE = `
:root{${LIGHT_VARIABLES}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK_VARIABLES}}}
@media screen{:root[data-theme=dark]{${DARK_VARIABLES}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;overflow-wrap:break-word;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif}
h1,h2,h3,p,ul,ol,dl,dd,figure,pre{margin:0;padding:0}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
a:focus-visible,button:focus-visible,.table:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace;font-size:.92em}
.quiet{color:var(--muted)}
.skip{position:absolute;left:-999px;padding:8px;background:var(--surface)}.skip:focus{left:8px;top:8px;z-index:3}
.masthead,.page{max-width:1200px;margin:0 auto;padding:0 24px}
.masthead{display:flex;gap:24px;align-items:flex-start;justify-content:space-between;padding-top:32px;padding-bottom:24px}
.eyebrow{color:var(--muted);font-size:13px;letter-spacing:.02em}
h1{font-size:25px;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:4px 0 8px;text-wrap:pretty}
.facts-line{color:var(--muted);font-size:14px;font-variant-numeric:tabular-nums}
#theme{font:inherit;font-size:13px;color:var(--muted);background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:4px 10px;cursor:pointer;white-space:nowrap}
.page{display:grid;grid-template-columns:188px minmax(0,1fr);gap:36px;padding-bottom:64px}
nav{position:sticky;top:16px;align-self:start;max-height:calc(100vh - 32px);overflow:auto;font-size:13.5px}
nav ul{list-style:none;border-left:1px solid var(--line)}
nav a{overflow-wrap:anywhere;display:block;padding:3px 12px;color:var(--muted);text-decoration:none}
nav a:hover{color:var(--ink);background:var(--quiet-back)}
nav .sub a{padding-left:24px}
main{display:grid;gap:28px;min-width:0}
main>section{min-width:0;scroll-margin-top:12px}
h2{font-size:18px;line-height:1.3;font-weight:650;letter-spacing:-.005em;margin-bottom:12px}
h3{font-size:14px;font-weight:650;margin:22px 0 8px}
.benchmark{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:22px 24px 24px}
.benchmark>header{border-bottom:1px solid var(--line);margin:0 -24px 14px;padding:0 24px 12px}
.benchmark>header h2{margin-bottom:2px;font-size:20px}
.name{color:var(--muted);font-size:13px;display:flex;flex-wrap:wrap;gap:6px;align-items:center}
.load{color:var(--muted);font-size:14px}.load strong{color:var(--ink);font-weight:600}
.badge{display:inline-block;white-space:nowrap;border-radius:4px;padding:0 6px;font-size:12px;line-height:19px;font-weight:600;background:var(--quiet-back);color:var(--muted)}
.badge.pass{background:var(--pass-back);color:var(--pass)}
.badge.fail{background:var(--fail-back);color:var(--fail)}
.badge.mark{background:var(--warn-back);color:var(--warn);box-shadow:inset 0 0 0 1px var(--warn-line)}
.flag{color:var(--warn);text-decoration:none;cursor:help;font-weight:600}
.notices{background:var(--surface);border:1px solid var(--warn-line);border-left-width:4px;border-radius:8px;padding:14px 20px}
.answers{background:var(--surface);border:1px solid var(--line);border-left:4px solid var(--link);border-radius:8px;padding:14px 20px}
.answers dl{display:grid;gap:12px}.answers dt{font-size:13px;color:var(--muted)}.answers dt a{color:inherit}
.answers dd{font-size:14px;max-width:88ch;text-wrap:pretty}.answers .answer{font-size:17px;line-height:1.4;font-weight:600}.answers .line{font-size:15px}
.notices h2{font-size:15px;margin-bottom:6px}
.notices ul,.reasons{list-style:none;display:grid;gap:5px;font-size:14px}
.notices li,.reasons li{overflow-wrap:anywhere}
.reasons{margin-bottom:12px}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(268px,100%),1fr));gap:14px}
.card{background:var(--surface);border:1px solid var(--line);border-top:3px solid var(--muted);border-radius:8px;padding:14px 16px;display:flex;flex-direction:column;min-width:0;overflow-wrap:anywhere}
.card.pass{border-top-color:var(--pass)}.card.fail{border-top-color:var(--fail)}
.card.marked{border-style:dashed;border-color:var(--warn-line);border-top:3px solid var(--warn-line)}
.card.fail.marked{border-top-color:var(--fail)}
.card h3{margin:0 0 2px;font-size:14.5px;line-height:1.3}
.card h3 a{color:inherit;text-decoration:none}.card h3 a:hover{text-decoration:underline}
.big{margin-top:12px}
.label{color:var(--muted);font-size:12.5px}
.figure{display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center}
.figure .value{font-size:30px;line-height:1.2;font-weight:650;letter-spacing:-.02em}
.figure .unit{font-size:15px;font-weight:500;letter-spacing:0;color:var(--muted)}
.value,.interval,.together{font-variant-numeric:tabular-nums;white-space:nowrap}
.range,.bullet-text,.interval{color:var(--muted);font-size:12.5px}
.bullet{position:relative;height:10px;margin:8px 0 3px;background:var(--quiet-back);border-radius:3px}
.bullet i{position:absolute;top:0;bottom:0}
.bullet .good{background:var(--pass-back);border-radius:3px}
.bullet .band{background:var(--chart-series1);opacity:.35;top:2px;bottom:2px}
.bullet .bound{width:2px;margin-left:-1px;background:var(--muted);top:-2px;bottom:-2px}
.bullet .dot{width:8px;height:8px;margin:1px 0 0 -4px;border-radius:50%;background:var(--chart-series1)}
.bullet.fail .dot{background:var(--fail)}
.card dl{margin-top:10px;border-top:1px solid var(--line)}
.card dl div{display:flex;justify-content:space-between;align-items:baseline;gap:12px;padding:4px 0;border-bottom:1px solid var(--line);font-size:13.5px}
.card dl div:last-child{border-bottom:0}
.card dt{color:var(--muted)}.card dd{text-align:right;font-weight:600;line-height:1.3}.card dd .interval{font-weight:400}.card dd .unit{font-weight:400;color:var(--muted)}
.reason{margin-top:8px;font-size:12.5px;line-height:1.4;color:var(--warn)}
.card.fail .reason{color:var(--ink)}
.table{overflow-x:auto;max-width:100%;position:relative}
.boxed{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:12px 16px}
section:not(.benchmark)>.table,section:not(.benchmark)>.charts{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:6px 14px}
section:not(.benchmark)>.charts{margin-top:12px;padding:14px}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.legend{color:var(--muted);font-weight:400;font-size:12.5px;margin-left:6px}
th,td{text-align:left;vertical-align:baseline;padding:5px 12px 5px 0;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--muted);font-weight:600;font-size:12.5px;line-height:1.3;vertical-align:bottom;min-width:5em}
tbody th{font-weight:550}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
td.number .value{font-weight:600}td .unit{color:var(--muted);font-weight:400}
td:not(.number){color:var(--ink);overflow-wrap:anywhere;min-width:7em}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:18px 24px}
.chart{min-width:0;margin:6px 0 10px}
.drawing{position:relative}
.drawing svg{display:block;width:100%;height:auto}
.drawing .narrow{display:none}
figcaption{color:var(--muted);font-size:12.5px;line-height:1.45;margin-top:4px}
.crosshair{position:absolute;top:0;bottom:0;width:1px;background:var(--muted);opacity:.6;pointer-events:none}
.readout{position:absolute;pointer-events:none;background:var(--surface);border:1px solid var(--line);border-radius:6px;box-shadow:0 4px 14px rgba(0,0,0,.18);padding:6px 10px;font-size:12px;font-variant-numeric:tabular-nums;white-space:nowrap;z-index:2}
.readout p{display:flex;justify-content:space-between;gap:16px}.readout .head{color:var(--muted);border-bottom:1px solid var(--line);margin-bottom:3px}
[hidden]{display:none!important}
.columns{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:0 36px}
.how{padding-left:1.3em;display:grid;gap:3px;font-size:14px;max-width:78ch}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(230px,100%),1fr));gap:6px 24px;font-size:13.5px}
.facts dt,.glossary dt{color:var(--muted);font-size:12.5px}
.facts dd{overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
pre{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:12px 16px;overflow-x:auto;margin-bottom:8px}
.glossary{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr));gap:12px 28px;font-size:14px}
.glossary dt{color:var(--ink);font-weight:600;font-size:14px}.glossary dd{color:var(--muted)}
.tight table{font-size:12.5px;line-height:1.45}.tight th,.tight td{padding:6px 9px 6px 0;vertical-align:top}.tight td:not(.number),.tight thead th{min-width:0;overflow-wrap:normal}.tight tbody th{min-width:7em}.tight .interval,.tight .unit{font-size:inherit}.tight .badge{font-size:11px;line-height:16px;padding:0 4px}.key{font-size:12.5px;margin-top:6px}
@media (max-width:1000px){.page{grid-template-columns:minmax(0,1fr)}nav{display:none}}
@media screen and (max-width:760px){
.masthead,.page{padding-left:16px;padding-right:16px}.masthead{padding-top:20px;gap:12px}
h1{font-size:20px}#theme span{display:none}
.benchmark{padding:16px 14px}.benchmark>header{margin:0 -14px 12px;padding:0 14px 10px}
.charts,.columns{grid-template-columns:minmax(0,1fr)}
.drawing .wide{display:none}.drawing .narrow{display:block;max-width:520px}
.stack table,.stack tbody,.stack tr,.stack th,.stack td{display:block}
.stack thead{position:absolute;left:-999px}
.stack tr{padding:8px 0;border-bottom:1px solid var(--line)}.stack tbody tr:last-child{border-bottom:0}
.stack th,.stack td{border:0;padding:1px 0;text-align:left}
.stack td{position:relative;padding-left:8em;min-height:1.5em}
.stack td::before{content:attr(data-label);position:absolute;left:0;width:7.5em;color:var(--muted);font-size:12.5px}
.stack .empty{display:none}
.facts{grid-template-columns:repeat(auto-fill,minmax(135px,1fr));gap:8px 16px}
}
@page{size:A4;margin:13mm 12mm}
@media print{
body{background:#fff;font-size:10.5pt}
nav,#theme,.skip,.readout,.crosshair{display:none!important}
.page,.masthead{display:block;max-width:none;padding:0}.masthead{margin-bottom:12pt}
main{display:block}main>section{margin-bottom:16pt}
h1{font-size:17pt}h2,h3{break-after:avoid}
.benchmark{border:0;border-top:2px solid var(--ink);border-radius:0;padding:10pt 0 0}
.benchmark>header{margin:0 0 8pt;padding:0 0 6pt}
.card,.chart,.table,.notices li,.benchmark>header,.facts,tr,pre,li,.glossary div{break-inside:avoid}
.benchmark>header,thead{break-after:avoid}tbody tr:first-child{break-before:avoid}
thead{display:table-header-group}
.cards{grid-template-columns:repeat(3,minmax(0,1fr));gap:8pt}
.charts{grid-template-columns:repeat(2,minmax(0,1fr))}
.table{overflow:visible}table,.glossary{font-size:9pt}.tight table{font-size:7pt}.tight th,.tight td{padding-right:4pt}.tight .badge{font-size:6.5pt;padding:0 2pt}
th,td{padding:3pt 8pt 3pt 0}
a{color:inherit;text-decoration:none}
.badge,.bullet,.bullet i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`.trim();
