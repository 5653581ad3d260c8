/* style.c - how a page looks and how its read-out works (see style.h).
 *
 * Colours: lines are those of Okabe and Ito (Color Universal Design, 2008), told apart by eyes that
 * miss a cone; in the dark they are lighter.  Losses run from straw to dark brown, gains are blue.
 * Paper is always light.  One page is about 60 lines of style: it stays readable where it is. */
#include "report/style.h"

/* A line of style or script is not cut: */
/* clang-format off */
static const char *const style[] = {
    ":root{--paper:#fffefb;--ink:#1d1c1a;--quiet:#6a675f;--rule:#dedad0;--band:#f1efe7;--other:#"
    "e8e6da;"
    "--t0:#4d4d4d;--t1:#0072b2;--t2:#c04f00;--t3:#00805d;--t4:#a85a8c;--t5:#9a6a00;--t6:#2f8fc4;--"
    "t7:#1d1c1a;"
    "--flesh:#f3efe6;--pale:#dcd7ca;--n0:#b9bdb6;--l1:#f6dc9c;--l2:#f2b457;--l3:#e08214;--l4:#"
    "b35806;"
    "--l5:#8a3d06;--l6:#552304;--g1:#8fbfe0;--g2:#2c7fb8;--stop:#9b1c1c}",
    "@media screen and "
    "(prefers-color-scheme:dark){:root{--paper:#16171a;--ink:#e9e6df;--quiet:#a19d94;"
    "--rule:#36373b;--band:#202227;--other:#292b31;--t0:#b8b8b8;--t1:#5ab4e8;--t2:#ff9355;--t3:#"
    "3ecf9f;"
    "--t4:#e09ac6;--t5:#e8b13c;--t6:#8fd0f4;--t7:#e9e6df;--flesh:#24262b;--pale:#45464a;--n0:#"
    "7b807c;"
    "--l1:#7d6531;--l2:#a67620;--l3:#d4861c;--l4:#f29c3a;--l5:#ffb968;--l6:#ffe0b8;--g1:#3f7ba6;"
    "--g2:#6fc0f5;--stop:#ff8f85}}",
    "*{box-sizing:border-box}",
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}",
    "body{margin:0;background:var(--paper);color:var(--ink);line-height:1.5;font-size:17px;"
    "font-family:\"Iowan Old Style\",Charter,\"Palatino Linotype\",Palatino,\"Noto Serif\",Georgia,"
    "\"Liberation Serif\",serif}",
    "main{max-width:1120px;margin:0 auto;padding:28px 24px 60px}",
    "svg,table,output,.note,figcaption,.phases,.key,.scale,.over,.who,dl,code,pre,button{font-"
    "family:"
    "system-ui,"
    "-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",\"Liberation Sans\",Arial,sans-serif}",
    "h1{font-weight:500;font-size:2.1rem;line-height:1.15;letter-spacing:-.01em;margin:.1em 0 "
    ".25em;"
    "max-width:24em;overflow-wrap:anywhere}",
    "h2{font-weight:500;font-size:1.42rem;margin:0 0 .3em;line-height:1.2}",
    "h3{font-weight:600;font-size:1rem;margin:1.6em 0 .3em}",
    "p{margin:.3em 0 .8em;max-width:44em}",
    "section{margin-top:3.2rem}",
    ".over{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--ink);margin:"
    "0}",
    ".over span{color:var(--quiet);text-transform:none;letter-spacing:0;margin-left:.6em}",
    ".who{color:var(--quiet);font-size:.95rem;margin:0 0 1em}",
    ".lede{font-size:1.16rem;line-height:1.45;max-width:38em}",
    ".lede strong{font-weight:600;font-variant-numeric:lining-nums;white-space:nowrap}",
    ".quiet,small{color:var(--quiet)}",
    ".first{border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);margin:1.6rem 0 0;"
    "padding:.9rem 0 .3rem}",
    ".first ul{margin:0 0 .5rem;padding:0;list-style:none;columns:2 "
    "22em;column-gap:2.4em;font-size:.95rem}",
    ".first li{break-inside:avoid;margin:0 0 .6em}",
    ".stop{color:var(--stop);font-weight:700;font-size:1.05rem;margin:0 0 .4em}",
    /* the strip of phases */
    ".strip{display:flex;margin:1.3rem 0 .45rem;gap:2px}.strip span{flex:1 1 "
    "0;min-width:4px;height:16px}",
    ".strip span,.phases i{background:var(--rule)}.strip .away,.phases .away{background:var(--t1)}",
    ".strip .other,.phases .other{background:var(--t6)}",
    ".phases{display:flex;flex-wrap:wrap;gap:.2rem "
    "1.8rem;list-style:none;margin:0;padding:0;font-size:.82rem;"
    "color:var(--quiet)}.phases b{color:var(--ink);font-weight:600}",
    ".phases i{display:inline-block;width:.8em;height:.8em;margin-right:.45em}",
    /* charts */
    "figure{margin:0}",
    ".plot{position:relative;break-inside:avoid}",
    "figcaption{font-size:.86rem;font-weight:600;line-height:1.35}figcaption.under{font-weight:400;"
    "color:var(--quiet)}",
    "figcaption small{font-weight:400;font-size:.82rem;margin-left:.35em}",
    "svg{display:block;max-width:100%;height:auto;overflow:visible}",
    ".panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(330px,100%),1fr));"
    "gap:1.5rem 1.4rem;margin-top:1.2rem}",
    ".panels svg{width:100%}",
    ".small .plot{display:flex;flex-direction:column}.small figcaption{margin-bottom:auto;"
    "overflow-wrap:anywhere}details.rest h2{display:inline}",
    ".all{margin-top:1rem}.narrow{display:none}.pair{display:flex;flex-wrap:wrap;align-items:flex-"
    "start}",
    ".chart text{font-size:11px;fill:var(--quiet);font-variant-numeric:tabular-nums}",
    ".chart .y{text-anchor:end}.x{text-anchor:middle}",
    ".grid{stroke:var(--rule);stroke-width:.7;fill:none}",
    ".zero{stroke:var(--quiet);stroke-width:1;fill:none}",
    ".axis{stroke:var(--quiet);stroke-width:.8;fill:none}",
    ".band{fill:var(--band)}.band.other{fill:var(--other)}",
    ".cross{stroke:var(--ink);stroke-width:.7;opacity:0}",
    ".line "
    "path{fill:none;stroke:currentColor;stroke-width:1.7;stroke-linejoin:round;stroke-linecap:"
    "round}",
    ".line.heavy path{stroke-width:2.6}",
    ".line .beyond{stroke-dasharray:2 4}",
    ".name path{fill:none;stroke:currentColor;stroke-width:.7;opacity:.6}",
    ".chart .name text{fill:currentColor;font-size:12px}",
    ".chart "
    ".tag{fill:currentColor;font-size:12px;font-weight:700;text-anchor:middle;stroke:var(--paper);"
    "stroke-width:3px;paint-order:stroke}",
    ".mark{stroke:currentColor;stroke-width:2;fill:none}",
    ".t0{color:var(--t0)}.t1{color:var(--t1)}.t2{color:var(--t2)}.t3{color:var(--t3)}.t4{color:var("
    "--t4)}"
    ".t5{color:var(--t5)}.t6{color:var(--t6)}.t7{color:var(--t7)}",
    ".point .bar{stroke:currentColor;stroke-width:1.1;fill:none;opacity:.75}",
    ".point .range{stroke:currentColor;stroke-width:5;fill:none;opacity:.45}",
    ".point .rate{stroke:currentColor;stroke-width:.9;stroke-dasharray:1 2.5;fill:none;opacity:.8}",
    ".point .dot{stroke:currentColor;stroke-width:1.4}",
    ".point.fit .dot{fill:currentColor}.point.test .dot{fill:var(--paper)}",
    "output{display:flex;flex-wrap:wrap;gap:0 .9em;font-size:.76rem;min-height:1.35em;color:var(--quiet);"
    "font-variant-numeric:tabular-nums}.all output{min-height:2.7em}",
    "output span{white-space:nowrap}",
    ".key,.scale{list-style:none;margin:.4rem 0 .6rem;padding:0;font-size:.8rem;color:var(--quiet);"
    "display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}",
    ".key li,.scale li{display:flex;align-items:center;gap:.4em}",
    /* the body */
    ".bodies{display:flex;flex-wrap:wrap;gap:1rem 3rem;margin:.6rem 0 1rem}",
    ".bodies figure{flex:0 1 460px;min-width:min(340px,100%)}.body{width:100%}",
    ".many{gap:1rem 1.5rem}.many figure{flex-basis:340px}",
    ".flesh{fill:var(--flesh)}",
    ".body .long{fill:none;stroke-linecap:round}",
    ".body .site{font-size:13px;fill:var(--quiet)}",
    ".body "
    ".value{font-size:16px;font-weight:600;fill:var(--ink);font-variant-numeric:tabular-nums}",
    ".lead{stroke:var(--quiet);stroke-width:.7;fill:none;opacity:.75}.tip{fill:var(--ink)}",
    ".hole{fill:var(--flesh);opacity:.55}.body "
    ".edge{stroke:var(--flesh);fill:none;stroke-linecap:round}",
    ".pale{fill:var(--pale);stroke:var(--pale)}.n0{fill:var(--n0);stroke:var(--n0)}",
    ".l1{fill:var(--l1);stroke:var(--l1)}.l2{fill:var(--l2);stroke:var(--l2)}.l3{fill:var(--l3);"
    "stroke:var(--l3)}",
    ".l4{fill:var(--l4);stroke:var(--l4)}.l5{fill:var(--l5);stroke:var(--l5)}.l6{fill:var(--l6);"
    "stroke:var(--l6)}",
    ".g1{fill:var(--g1);stroke:var(--g1)}.g2{fill:var(--g2);stroke:var(--g2)}",
    ".body path:not(.long):not(.lead):not(.edge),.body rect{stroke:none}",
    ".chip{display:inline-block;width:1.5em;height:.85em;border-radius:2px}",
    ".chip.pale{background:var(--pale)}.chip.n0{background:var(--n0)}.chip.l1{background:var(--l1)}"
    ".chip.l2{background:var(--l2)}.chip.l3{background:var(--l3)}.chip.l4{background:var(--l4)}"
    ".chip.l5{background:var(--l5)}.chip.l6{background:var(--l6)}.chip.g1{background:var(--g1)}"
    ".chip.g2{background:var(--g2)}",
    /* limits */
    ".beside{display:flex;flex-wrap:wrap;gap:1rem 3rem;align-items:flex-start}",
    ".ladder{width:358px}.ladder text{font-size:11px;fill:var(--quiet)}.ladder "
    ".site{font-size:12px;fill:var(--ink)}",
    ".limit{stroke:var(--stop);stroke-width:1;stroke-dasharray:3 "
    "3}.move{stroke:var(--ink);stroke-width:1.2}",
    ".before{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}.end,.later{fill:var(--ink)}",
    ".notes{font-size:.82rem;color:var(--quiet);padding-left:1.1em;margin:.8rem 0;max-width:62em}",
    ".notes li{margin:.15em 0}",
    /* tables */
    ".scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}",
    "table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums "
    "lining-nums;line-height:1.35}",
    ".note{font-size:.86rem;color:var(--quiet);margin:.2em 0 "
    ".7em;max-width:52em}td{white-space:nowrap}",
    "th,td{padding:.28em .75em .28em 0;text-align:right;vertical-align:baseline;font-weight:400}",
    "thead th{color:var(--quiet);vertical-align:bottom}thead tr:last-child{border-bottom:1px solid "
    "var(--quiet)}",
    "th[scope=row],thead th:first-child{text-align:left}tbody tr{border-bottom:1px solid "
    "var(--rule)}",
    "th[scope=colgroup]{text-align:center}",
    ".measured td{white-space:normal}.measured td:nth-child(n+3),.measured "
    "th:nth-child(n+3){text-align:left}.strong{font-weight:600}",
    ".beyond-limit{color:var(--stop);font-weight:600}.flag{font-size:.8em}",
    ".origin{display:grid;grid-template-columns:max-content 1fr;gap:.2em "
    "1.2em;font-size:.86rem;margin:0}",
    ".origin dt{color:var(--quiet)}.origin dd{margin:0;overflow-wrap:anywhere}",
    "pre{font-family:ui-monospace,Menlo,Consolas,\"Liberation "
    "Mono\",monospace;font-size:.78rem;line-height:1.45;"
    "white-space:pre-wrap;overflow-wrap:anywhere;border-left:2px solid "
    "var(--rule);padding-left:1em;margin:.4em 0}",
    "code{font-family:ui-monospace,Menlo,Consolas,\"Liberation Mono\",monospace;font-size:.9em}",
    /* compared flights */
    ".flights{list-style:none;margin:1rem 0 0;padding:0}",
    ".flights li{margin:0 0 .7rem}.flights b{font-weight:600}",
    ".flights .strip{margin:.25rem 0 .3rem}",
    ".letter{font-style:normal;font-weight:700}.flights p{margin:.2em 0}.flights "
    ".phases{font-size:.76rem}",
    /* the score */
    "details.row{border-bottom:1px solid var(--rule);font-size:.86rem}",
    "details.row summary{display:grid;grid-template-columns:4.6em minmax(0,3fr) minmax(0,2fr) "
    "minmax(0,2fr) 160px 6.5em;gap:.2em .8em;align-items:baseline;padding:.3em 0;cursor:pointer;"
    "font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Liberation Sans\",Arial,sans-serif;"
    "font-variant-numeric:tabular-nums;overflow-wrap:anywhere}",
    "details.claim summary{grid-template-columns:minmax(0,1fr) 6.5em}",
    "details.row summary b{font-weight:400;color:var(--quiet)}details.row em{font-style:normal;"
    "text-align:right}",
    "details.good em{color:var(--t3)}details.bad em{color:var(--stop);font-weight:600}"
    "details.off,details.apart{color:var(--quiet)}",
    ".tell .mean{stroke:var(--ink);stroke-width:5;opacity:.35;fill:none}.tell "
    ".twin{fill:var(--t1)}details.bad .twin{fill:var(--stop)}",
    ".matches figure{flex:0 1 420px}.match{width:420px}.match "
    "circle{stroke:var(--t1);stroke-width:1.5}.match "
    ".fitted{fill:var(--t1)}.match .unseen{fill:var(--paper)}.match "
    ".bar{stroke:var(--t1);stroke-width:1;opacity:.4;fill:none}",
    ".tree{max-width:none}.tree .mean{stroke:var(--ink);stroke-width:5;opacity:.3;fill:none}.tree "
    "text{font-size:11px;fill:var(--quiet)}"
    ".good .twin{fill:var(--t1)}.bad .twin{fill:var(--stop)}",
    ".forest td,.forest th{padding-top:0;padding-bottom:0;vertical-align:middle}"
    ".forest tr :nth-child(2){text-align:left;white-space:normal;min-width:8.5em}"
    ".forest a,.claims a,.match "
    "a{color:inherit;text-decoration-color:var(--rule)}.cover{width:300px}"
    ".matches .note{max-width:26em}",
    "details.rest{margin-top:1.6em}details.rest>summary{cursor:pointer}",
    /* phones and paper */
    "@media (max-width:700px){body{font-size:16px}main{padding:18px 16px 40px}h1{font-size:1.6rem}"
    "details.row summary{grid-template-columns:4.6em minmax(0,1fr) "
    "6.5em}details.row summary span:nth-of-type(n+2){grid-column:2/4}details.claim "
    "summary{grid-template-columns:minmax(0,1fr) 6.5em}details.row em{grid-column:3;grid-row:1}"
    "details.claim em{grid-column:2}"
    ".wide,.pair{display:none}.narrow{display:block}section{margin-top:2.4rem}.lede{font-size:1."
    "06rem}"
    "th,td{padding-right:.5em}table{font-size:.77rem}.bodies{gap:1.2rem}"
    ".ladder{width:100%}.tree{width:96px;height:auto}}",
    "@media print{@page{margin:15mm "
    "14mm}:root{--paper:#fff}body{font-size:10.5pt}main{max-width:none;padding:0}"
    "section{margin-top:1.6rem}h2,section>p,.key,.note{break-after:avoid}"
    "figure,tr,li,.key,.scale{break-inside:avoid}"
    ".panels{grid-template-columns:repeat(3,1fr);gap:.9rem}.pair{display:flex;flex-wrap:nowrap}."
    "narrow{display:none}"
    ".pair svg{flex:1 1 0;min-width:0;width:50%}output{display:none}.scroll{overflow:visible}"
    ".bodies{flex-wrap:nowrap;justify-content:space-around}.bodies figure{flex:0 1 42%;min-width:0}"
    ".first{border-color:#999}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}",
};

/* A link to a closed row opens it.  Point at a day in any chart: a line stands there in all of
 * them, and below each is what its lines say that day.  Values come from the drawn lines, within a
 * tenth of a pixel of the data. */
static const char *const script[] = {
    "(function(){'use strict';",
    "const charts=[];",
    "function numbers(text){return text.trim().split(/[\\s,]+/).map(Number)}",
    "function trace(group){",
    " const all=[];",
    " for(const path of group.querySelectorAll('path')){",
    "  let run=[];",
    "  for(const part of path.getAttribute('d').match(/[ML][^ML]*/g)||[]){",
    "   if(part[0]==='M'){run=[];all.push(run)}",
    "   run.push(numbers(part.slice(1)))}}",
    " return all}",
    "function height(runs,x){",
    " for(const run of runs){",
    "  for(let i=1;run.length>i;i++){",
    "   const a=run[i-1],b=run[i];",
    "   if(x>=a[0]){if(b[0]>=x){",
    "    return b[0]>a[0]?a[1]+(b[1]-a[1])*(x-a[0])/(b[0]-a[0]):b[1]}}}}",
    " return null}",
    "function tell(c,x){",
    " const digits=Math.max(0,Math.min(4,2-Math.floor(Math.log10(Math.abs(c.y[1]-c.y[0])))));",
    " for(const l of c.lines){",
    "  const y=height(l.runs,x);",
    "  if(y===null){continue}",
    "  const v=c.y[0]+(y-c.y[2])/(c.y[3]-c.y[2])*(c.y[1]-c.y[0]),s=document.createElement('span');",
    "  s.className=l.tone;",
    "  s.textContent=(c.lines.length>1?l.name+' ':'')+v.toFixed(digits).replace('-','\\u2212')+",
    "   (c.unit?'\\u00a0'+c.unit:'');",
    "  c.out.append(s)}}",
    "function show(day){",
    " for(const c of charts){c.out.textContent=''}",
    " for(const c of charts){",
    "  const x=c.x[2]+(day-c.x[0])/(c.x[1]-c.x[0])*(c.x[3]-c.x[2]);",
    "  const inside=x>=c.x[2]-0.5?c.x[3]+0.5>=x:false;",
    "  c.cross.style.opacity=inside?1:0;",
    "  c.cross.setAttribute('transform','translate('+x.toFixed(1)+' 0)');",
    "  if(!inside||c.svg.getClientRects().length===0){continue}",
    "  if(!c.out.textContent){c.out.append('day '+Math.round(day))}",
    "  tell(c,x)}}",
    "function add(svg,out){",
    " const lines=Array.from(svg.querySelectorAll('.line'),g=>({name:g.dataset.name,",
    "  tone:g.getAttribute('class').split(' ')[1],runs:trace(g)}));",
    " const c={svg:svg,out:out,lines:lines,unit:svg.dataset.unit,cross:svg.querySelector('.cross'),",
    "  x:numbers(svg.dataset.x),y:numbers(svg.dataset.y)};",
    " charts.push(c);",
    " svg.addEventListener('pointermove',e=>{",
    "  const r=svg.getBoundingClientRect(),x=(e.clientX-r.left)/r.width*svg.viewBox.baseVal.width;",
    "  show(c.x[0]+(x-c.x[2])/(c.x[3]-c.x[2])*(c.x[1]-c.x[0]))});",
    " svg.addEventListener('pointerleave',()=>show(-1e9))}",
    "for(const svg of document.querySelectorAll('svg.chart[data-x]')){",
    " const figure=svg.closest('figure'),out=figure?figure.querySelector('output'):null;",
    " if(out){add(svg,out)}}",
    "function reveal(){",
    " const at=document.getElementById(location.hash.slice(1));",
    " if(!at){return}",
    " for(let e=at;e;e=e.parentElement){if(e.tagName==='DETAILS'){e.open=true}}",
    " at.scrollIntoView()}",
    "window.addEventListener('hashchange',reveal);",
    "reveal();",
    "})();",
};
/* clang-format on */

void ant_report_style(ant_text *out) {
  for (unsigned i = 0; i < sizeof style / sizeof *style; i++) {
    ant_text_put(out, style[i]);
    ant_text_put(out, "\n");
  }
}

void ant_report_script(ant_text *out) {
  for (unsigned i = 0; i < sizeof script / sizeof *script; i++) {
    ant_text_put(out, script[i]);
    ant_text_put(out, "\n");
  }
}
