/** The page's style sheet: light and dark, from a phone to a wall screen. */
export const pageStyle = `
:root{color-scheme:light dark;--canvas:#eef0ee;--surface:#fff;--sunken:#f5f6f4;--ink:#16201f;--muted:#56635f;--line:#dde2df;--grid:#e4e8e6;--strong:#aab4b0;
--accent:#0b6e67;--accent-ink:#fff;--good:#1b7340;--good-soft:#e3f3e9;--bad:#b3261e;--bad-soft:#fdecea;--warn-soft:#fdf1da;--warn-line:#edd2a0;
--c0:#0b6e67;--c1:#4a3fa3;--c2:#b04a00;--c3:#a0246b;--c4:#1f5fc0;
--sans:"Inter",ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",sans-serif;
--mono:ui-monospace,"SF Mono","JetBrains Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--canvas:#0d1111;--surface:#141919;--sunken:#101515;--ink:#e6eeec;--muted:#9db0ac;--line:#263030;--grid:#222b2b;--strong:#54625f;
--accent:#4fd1be;--accent-ink:#06231f;--good:#63d08f;--good-soft:#14301f;--bad:#ff8f86;--bad-soft:#341917;--warn-soft:#2f2512;--warn-line:#57421a;
--c0:#4fd1be;--c1:#b0a6ff;--c2:#f0b25a;--c3:#f58bc0;--c4:#86b4ff}}
.c0{--own:var(--c0)}.c1{--own:var(--c1)}.c2{--own:var(--c2)}.c3{--own:var(--c3)}.c4{--own:var(--c4)}
html{font-size:clamp(15px,11px + .32vw,22px);-webkit-text-size-adjust:100%}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:1rem/1.5 var(--sans)}
header,main{max-width:84rem;margin:0 auto;padding:0 clamp(.75rem,3vw,2rem)}
header{display:flex;gap:1rem;align-items:center;padding-top:1.75rem;padding-bottom:1.25rem}
header p{margin:.1rem 0 0;color:var(--muted);font-size:.9rem}
.logo{flex:none;width:2.75rem;height:2.75rem}.logo rect{fill:#0f766e}.logo g{fill:none;stroke:#fff;stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round}.logo circle{fill:#0f766e;stroke:#fff;stroke-width:2}
h1{margin:0;font-size:1.5rem;line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}h1 span{font-weight:400;color:var(--muted)}
h2{margin:0 0 .35rem;font-size:1.15rem;letter-spacing:-.005em}h3{margin:0 0 .4rem;font-size:.9rem;font-weight:600}
h4{margin:1.1rem 0 .3rem;font-size:.95rem;scroll-margin-top:1rem}h4 small{font-weight:400;color:var(--muted);margin-left:.4rem}
section{background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:clamp(.9rem,2.2vw,1.6rem);margin:0 0 1.1rem;scroll-margin-top:1rem}
.words{margin:0 0 1rem;color:var(--muted);max-width:60rem}
a{color:var(--accent);text-underline-offset:.15em}a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:6px}
.lead{font-size:1.2rem;line-height:1.45;margin:0 0 1.2rem;max-width:60rem;text-wrap:pretty}.lead p{margin:0 0 .35rem}.lead p+p{font-size:1rem;color:var(--muted)}
.notes{background:var(--warn-soft);border:1px solid var(--warn-line);border-radius:12px;padding:.6rem 1rem;margin:0 0 1.1rem}.notes p{margin:.2rem 0;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:1rem;margin:0 0 1.1rem}
.card{background:var(--surface);border:1px solid var(--line);border-top:4px solid var(--own);border-radius:14px;padding:1rem 1.2rem 1.1rem;min-width:0}
.card h2{font-size:1rem;margin:0;overflow-wrap:anywhere}.big{font-size:2.6rem;line-height:1.1;font-weight:650;letter-spacing:-.03em;margin:.25rem 0 .1rem;font-variant-numeric:tabular-nums}
.interval{margin:0;color:var(--muted);font-size:.87rem}
.card{container-type:inline-size}dl{display:grid;grid-template-columns:repeat(4,auto);justify-content:space-between;gap:.3rem .8rem;max-width:30rem;margin:.9rem 0 0;padding-top:.75rem;border-top:1px solid var(--line)}
@container (max-width:14.5rem){dl{grid-template-columns:1fr 1fr}}
dt{color:var(--muted);font-size:.78rem}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.sign{vertical-align:-.1em;flex:none}.sign path,.mark{fill:var(--own)}.mark{stroke:var(--surface);stroke-width:1.5}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;list-style:none;margin:0 0 .9rem;padding:0}
.plot{display:grid;grid-template-columns:minmax(5rem,max-content) 1fr;align-items:center;column-gap:1rem;min-width:0}
.plot.with-values{grid-template-columns:minmax(5rem,max-content) 1fr max-content}
.label{overflow-wrap:anywhere;max-width:16rem}.value{font-weight:600;font-variant-numeric:tabular-nums;text-align:right}
.track{display:block;width:100%;overflow:visible}.track.base{border-bottom:1px solid var(--strong)}
.axis text{fill:var(--muted);font:.75rem var(--sans)}
.grid line{stroke:var(--grid)}.grid .zero{stroke:var(--strong)}
.bar{fill:var(--own)}.part{fill:var(--own);opacity:.32}
.whisker line{stroke:var(--muted);stroke-width:1.5}.whisker.strong line{stroke:var(--ink);stroke-width:2}
.striped .track:not(.axis){background:linear-gradient(var(--grid),var(--grid)) bottom/100% 1px no-repeat}
.beside,.below,.two{display:grid;gap:1.5rem 2rem;align-items:start}.two{grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr))}
@media (min-width:62rem){.beside{grid-template-columns:minmax(20rem,1fr) auto}}
.beside>*,.below>*,.two>*,.forests>*{min-width:0}
.forests{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr));gap:1.2rem 2rem;margin-bottom:1.2rem}
.strip{margin:0 0 .6rem}figcaption{font-size:.87rem;margin-bottom:.25rem}figcaption span{color:var(--muted)}
.scroll{overflow-x:auto;max-width:100%}.scroll table:not(.numbers) th:first-child{position:sticky;left:0;background:var(--surface)}
table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{padding:.32rem .7rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-weight:600;white-space:nowrap;vertical-align:bottom}tbody th{font-weight:500}table:not(.numbers,.list) tbody th{white-space:nowrap}
.n{text-align:right;white-space:nowrap}td small,th small{display:block;color:var(--muted);font-weight:400;font-size:.8rem}
.numbers{width:100%}.numbers td{min-width:9rem}.numbers th:first-child{min-width:11rem;max-width:22rem}
.numbers .group th{padding-top:1.1rem;color:var(--muted);font-size:.78rem;letter-spacing:.04em;text-transform:uppercase}.numbers tbody:first-of-type .group th{padding-top:.4rem}
.group span{position:sticky;left:0}.sum>*{font-weight:650}
summary{cursor:pointer}.more{margin-top:.9rem}.more summary{color:var(--accent)}.more[open] summary{margin-bottom:.5rem}
.target{display:block;height:0;scroll-margin-top:4rem}
.filters{display:flex;flex-wrap:wrap;gap:.45rem;margin:0 0 1rem}.filters a{border:1px solid var(--line);border-radius:99px;padding:.22rem .75rem;text-decoration:none;color:var(--ink);font-size:.88rem}
.filters a:hover{border-color:var(--accent)}.filters span{opacity:.7;margin-left:.15rem}
.lists>details{border-top:1px solid var(--line)}.lists>details>summary{padding:.65rem 0}.lists>details>summary span{color:var(--muted);margin-left:.4rem}
.lists>details[open]{padding-bottom:.8rem}
.list{width:100%}.list th[scope=row]{font-family:var(--mono);font-size:.85rem;min-width:11rem;overflow-wrap:anywhere}.list th small{font-family:var(--sans)}
.chip{display:inline-block;border-radius:99px;padding:.05rem .6rem;font-weight:600;font-size:.8rem;white-space:nowrap}
.good{color:var(--good);background:var(--good-soft)}.bad{color:var(--bad);background:var(--bad-soft)}
.why{width:45%;color:var(--muted);overflow-wrap:anywhere}.open{white-space:nowrap}
.command{display:inline-block;vertical-align:top}.command summary{color:var(--accent)}.command[open]{display:block;white-space:normal}
.command code{display:block;white-space:normal;font:.8rem var(--mono);background:var(--sunken);border:1px solid var(--line);border-radius:8px;padding:.35rem .5rem;user-select:all;overflow-wrap:anywhere;max-width:22rem}
.note{color:var(--muted);margin:.4rem 0}.reading{margin:0;padding-left:1.2rem;max-width:60rem}.reading li{margin:.4rem 0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:40rem){
.plot,.plot.with-values{grid-template-columns:1fr max-content}.plot:not(.with-values){grid-template-columns:1fr}.plot .label{grid-column:1/-1;max-width:none;padding-top:.35rem;font-size:.9rem}.plot .label:empty{display:none}
.list,.list tbody{display:block}.list thead{display:none}.list tr{display:flex;flex-wrap:wrap;gap:.1rem .8rem;padding:.55rem 0;border-bottom:1px solid var(--line);align-items:baseline}
.list th,.list td{padding:0;border:0;text-align:left}.list th[scope=row]{flex:1 1 60%;min-width:0}.list .why{flex-basis:100%;width:auto}.list .why:empty{display:none}
.list td.n{color:var(--muted)}.list td:nth-child(3)::before{content:"score "}.list td:nth-child(4)::before{content:"turns "}.list td:nth-child(5)::before{content:"actions "}
.numbers td{min-width:8rem}.numbers th:first-child{min-width:9rem}}
@media print{body{background:#fff}section,.card{break-inside:avoid}}
`;
