/* doc_style.c - how a model's page looks (see doc_internal.h).
 *
 * Text in a book face, numbers and labels in the system's; contents at the side where there is
 * room. Colours as those of the reports (style.c). */
#include "report/doc_internal.h"

/* A line of style is not cut: */
/* clang-format off */
static const char *const style[] = {
  ":root{--paper:#fffefb;--ink:#1d1c1a;--quiet:#6a675f;--rule:#dedad0;--band:#f4f2ea;--link:#00588f;--source:#0072b2;--fitted:#00805d;--assumed:#c04f00}",
  "@media screen and (prefers-color-scheme:dark){:root{--paper:#16171a;--ink:#e9e6df;--quiet:#a19d94;--rule:#36373b;--band:#202227;--link:#7cc4f0;--source:#5ab4e8;--fitted:#3ecf9f;--assumed:#ff9355}}",
  "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}",
  "body{margin:0;background:var(--paper);color:var(--ink);line-height:1.5;font-size:17px;font-family:\"Iowan Old Style\",Charter,\"Palatino Linotype\",Palatino,\"Noto Serif\",Georgia,\"Liberation Serif\",serif}",
  "a{color:inherit;text-decoration:none}a:hover{color:var(--link);text-decoration:underline}p a,li a,.src a,nav a{color:var(--link)}",
  "main{max-width:900px;padding:28px 24px 80px;margin:0 auto}",
  "nav{font:14px/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Liberation Sans\",Arial,sans-serif;padding:18px 24px 0;max-width:900px;margin:0 auto}",
  "nav ul{list-style:none;margin:0;padding:0}nav>ul{columns:2 13em;column-gap:2em}nav li{margin:.12em 0;break-inside:avoid}nav ul ul{padding-left:1em}.nav{margin:0 0 .3em;font-weight:600}",
  "@media screen and (min-width:1180px){nav{position:fixed;left:0;top:0;bottom:0;width:250px;overflow-y:auto;border-right:1px solid var(--rule)}nav>ul{columns:1}main{margin-left:max(270px,calc(50vw - 430px))}}",
  "h1{font-weight:500;font-size:2.1rem;line-height:1.15;letter-spacing:-.01em;margin:.1em 0 .25em}",
  "h2{font-weight:500;font-size:1.5rem;line-height:1.2;margin:0 0 .2em}h2 small{color:var(--quiet);font-size:.65em;margin-right:.3em}",
  ".who,.hash,.legend,.cites,.kind,.unit,.ground,.more,.value,.src,.each,.at,caption,table,.credit,.checked,.sym,.cond,.test{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Liberation Sans\",Arial,sans-serif}",
  ".who{color:var(--quiet);font-size:.95rem;margin:0 0 1em}.hash{font-size:.8rem}.legend{font-size:.86rem;color:var(--quiet);max-width:46em}",
  ".credit{font-size:.86rem;margin:.8em 0}.credit p{margin:.3em 0;display:flex;flex-wrap:wrap;gap:.1em 1.4em;color:var(--quiet)}.bar{display:flex;height:10px;gap:2px;max-width:46rem}.bar i{flex-basis:0}",
  ".credit i.source{background:var(--source)}.credit i.fitted{background:var(--fitted)}.credit i.assumed{background:var(--assumed)}.credit p i{display:inline-block;width:.8em;height:.8em;margin-right:.4em}",
  ".module{margin-top:3.4rem;padding-top:1.2rem;border-top:1px solid var(--rule)}",
  ".lede{font-size:1.12rem;margin:.1em 0 .5em;max-width:42em}.cites{font-size:.86rem;color:var(--quiet);margin:.2em 0 1em}",
  ".remark{margin:1.6em 0 .6em;max-width:44em}",
  /* an entry */
  ".q{margin:.85em 0;break-inside:avoid;position:relative}",
  ".q:target,.p:target,li:target{background:var(--band);outline:6px solid var(--band)}",
  ".kind{float:right;color:var(--quiet);font-size:.74rem;margin:.35em 0 0 1em}",
  ".eq{padding-left:2.4em;text-indent:-2.4em;line-height:1.9;overflow-x:auto;overflow-y:hidden}",
  ".eq a:hover{text-decoration:none}",
  ".unit{color:var(--quiet);font-size:.78rem;white-space:nowrap;margin-left:.6em}.at{font-size:.78rem;color:var(--quiet)}.at{margin-left:.6em}.at~.ground{margin-left:.2em}.at~.ground::before{content:\"= \"}.path{font-size:.95rem}",
  ".m{margin:0 0 0 2.4em;color:var(--quiet);font-size:.93rem;line-height:1.4}",
  ".ground{white-space:nowrap;font-size:.8rem;margin-left:.8em;color:var(--ink);font-variant-numeric:tabular-nums}.ground::before{content:\"on the ground \";color:var(--quiet)}",
  ".more{font-size:.8rem;margin-left:.5em;white-space:nowrap;color:var(--quiet)}",
  ".sym{font-size:.8em;border:1px solid var(--rule);border-radius:3px;padding:0 .35em;margin-left:.2em;white-space:nowrap;color:var(--ink)}",
  ".for{border-left:2px solid var(--rule);padding-left:1.1rem;margin:1.2em 0}.each{font-size:.78rem;color:var(--quiet);margin:0}",
  /* equations */
  "math{text-indent:0;font-size:1em;font-family:\"Latin Modern Math\",\"STIX Two Math\",\"Cambria Math\",\"DejaVu Math TeX Gyre\",math}",
  "math{math-style:normal}mtext,mn,mi.w{font-family:\"Iowan Old Style\",Charter,\"Palatino Linotype\",Palatino,\"Noto Serif\",Georgia,\"Liberation Serif\",serif}mi.v{font-style:italic}mtext.as{font-size:.8em;color:var(--quiet)}",
  "math a{border-bottom:1px solid transparent}math a:hover{border-color:var(--link)}",
  ".cases{display:inline-table;vertical-align:middle;border-left:1.5px solid currentColor;margin:.35em 0 .35em .2em;text-indent:0}.case{display:table-row;line-height:1.9}.case>span{display:table-cell;padding-left:.8em}.case>.cond{padding-left:1.6em;white-space:nowrap}.cond{font-size:.86rem;color:var(--quiet)}.cond math{color:var(--ink)}",
  "mtable.cases{border-left:1.5px solid currentColor}mtd{text-align:left}",
  /* parameters */
  ".p{display:grid;grid-template-columns:15em 1fr;gap:0 1.4em;padding:.32em 0;border-top:1px solid var(--rule);break-inside:avoid;font-size:.95rem;line-height:1.4}.p:has(+:not(.p)){border-bottom:1px solid var(--rule)}",
  ".pv b{font-weight:500;overflow-wrap:anywhere}.pv .kind{float:none;margin:0 0 0 .5em}.value{white-space:nowrap;font-size:.9rem;font-variant-numeric:tabular-nums;display:block}.pm{color:var(--ink)}",
  ".src{display:block;font-size:.8rem;color:var(--quiet)}b.fitted,b.assumed{font-weight:600}b.fitted{color:var(--fitted)}b.assumed{color:var(--assumed)}",
  ".scroll{overflow-x:auto;margin:1em 0 .4em}table{border-collapse:collapse;font-size:.8rem;font-variant-numeric:tabular-nums;line-height:1.3}caption{text-align:left;color:var(--quiet);padding-bottom:.3em}",
  "th,td{padding:.22em .7em .22em 0;text-align:right;vertical-align:baseline;font-weight:400;white-space:nowrap}thead th{color:var(--quiet);vertical-align:bottom;border-bottom:1px solid var(--quiet)}tbody th{text-align:left}",
  /* tests and sources */
  ".test{font-size:.88rem}.test p{margin:0 0 .1em;font-family:\"Iowan Old Style\",Charter,Palatino,Georgia,\"Liberation Serif\",serif;font-size:1rem}.test ul{margin:0;padding-left:1.3em;color:var(--quiet)}.test math,.test math a{color:var(--ink)}",
  ".bib{list-style:none;padding:0;font-size:.92rem}.bib li{margin:.7em 0;padding-left:1.6em;text-indent:-1.6em;overflow-wrap:anywhere}.checked{font-size:.78rem;display:block;text-indent:0}.checked.whole{color:var(--fitted)}.checked.part{color:var(--assumed)}.bib .more{white-space:normal}",
  ".diagram{margin:1.6em 0 0;overflow-x:auto}.diagram svg{display:block;max-width:100%;height:auto}@media screen and (min-width:1180px){.diagram{width:calc(100vw - max(294px,calc(50vw - 406px)) - 24px)}}@media print{.diagram svg{min-width:0!important}}",
  "code{font-size:.85em;overflow-wrap:anywhere}",
  "@media (max-width:700px){body{font-size:16px}main{padding:16px 14px 60px}nav{padding:14px 14px 0}h1{font-size:1.6rem}.p{grid-template-columns:1fr}.value{display:inline}.for{padding-left:.7rem}.m{margin-left:1.2em}.eq{padding-left:1.2em;text-indent:-1.2em}}",
  "@media print{body{font-size:10.5pt}main{max-width:none;padding:0}nav{padding:0;max-width:none}.kind{color:#555}.module{break-before:auto}}",
};
/* clang-format on */

void ant_doc_style(ant_text *out) {
  for (size_t i = 0; i < sizeof style / sizeof *style; i++) {
    ant_text_put(out, style[i]);
    ant_text_put(out, "\n");
  }
}
