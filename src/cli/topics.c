/* topics.c - the texts of `antaeus explain` (see topics.h).
 *   1. Messages   2. Declarations   3. Clauses   4. Expressions */
#include "cli/topics.h"

#include <stddef.h>

const char *const ant_topic_frame = "antaeus 1\n"
                                    "model \"an example\"\n"
                                    "  baseline free \"an example\"\n"
                                    "module example\n";

/* 1. Messages ------------------------------------------------------------ */

static const ant_topic_code codes[] = {
    {ANT_ESYNTAX,
     "The reader met something that cannot stand where it stands. It says what it expected, goes "
     "on "
     "at the next line that starts no further right, and tells all mistakes of a file in one run.",
     "let dose [mg] = 3 mg\n", "let dose [mg] = 3 [mg]\n"},
    {ANT_EUNKNOWN,
     "A name is used that nothing declares here: mistyped, declared in another module and not "
     "imported "
     "with `use`, or not there at all. The nearest known name is offered.",
     "let clearance [1/day] = 2 [1/day]\nlet loss [1/day] = clearence\n",
     "let clearance [1/day] = 2 [1/day]\nlet loss [1/day] = clearance\n"},
    {ANT_EUNIT,
     "Quantities of different kinds are added, compared or put into one another. A unit of the "
     "same "
     "kind converts by itself; here something is missing or too much: a time constant, a volume, a "
     "molar mass (`in [mg] of calcium`), or a parenthesis.",
     "let calcium [mmol/L] = 2.4 [mmol/L] + 1 [mmol]\n",
     "let volume [L] = 15 [L]\nlet calcium [mmol/L] = 2.4 [mmol/L] + 1 [mmol] / volume\n"},
    {ANT_EDUPLICATE, "One name is declared twice, so that it is not clear which is meant.",
     "let gain = 1\nlet gain = 2\n", "let gain = 1\nlet gain_in_flight = 2\n"},
    {ANT_EMISSING,
     "Something that belongs to what is written is not there: the rate of a state, a row of a "
     "table, the "
     "line `model`.",
     "state mass [g] = 100\n", "state mass [g] = 100\nrate mass = -mass / 900 [day]\n"},
    {ANT_ECIRCULAR,
     "A quantity is needed to compute itself, within one moment of time. The message shows the "
     "circle. "
     "What really feeds back on itself has memory: make one of the circle a state or a delay.",
     "let a = 2 * b\nlet b = a + 1\n",
     "state a = 1\nrate a = (2 * b - a) / 5 [day]\nlet b = a + 1\n"},
    {ANT_ESOURCE,
     "Each number that was measured says where: `source KEY \"place\"` with a key of the "
     "bibliography; or "
     "`fitted` and to which rows of the evidence; or `assumed \"why\"`. A key that the "
     "bibliography does not "
     "have is this message too.",
     "param maturation [1/day] = 0.166\n",
     "param maturation [1/day] = 0.166  assumed \"an example\"\n"},
    {ANT_ESET,
     "A quantity that exists for each element of a set is used where no element is chosen, or a "
     "word is no "
     "element of the set. Name the element, stand in a `for` over the set, or reduce it with "
     "`total`, "
     "`mean`, `largest` or `smallest`.",
     "set site = skull, arms\nfor site\n  let mass [g] = 100 [g]\nlet body [g] = mass\n",
     "set site = skull, arms\nfor site\n  let mass [g] = 100 [g]\nlet body [g] = total over site "
     "(mass)\n"},
    {ANT_EBALANCE,
     "The ground has as many conditions as unknowns, each condition with an unknown that it can "
     "decide: "
     "one of them is left over, or none is there for it, or the ground that was found does not "
     "last.",
     "state x [g] = steady\nrate x = 1 [g/day] - x * 0.1 [1/day]\nbalance y so that x is steady\n",
     "state x [g] = steady\nrate x = 1 [g/day] - x * 0.1 [1/day]\n"},
    {ANT_ERANGE,
     "A value lies outside the range that its declaration gives, so it cannot be meant.",
     "param share = 1.2  range 0 to 1  assumed \"an example\"\n",
     "param share = 0.2  range 0 to 1  assumed \"an example\"\n"},
    {ANT_EINPUT,
     "A file is not what it should be: empty, not text, too long, not to be read, of another "
     "version, with "
     "phases that overlap, with a dose outside its phase.",
     "antaeus fly report.html", "antaeus fly missions/iss-6-months-ared.ant"},
    {ANT_ETEST, "A `test` of the model was run and what it expects is not so.",
     "test \"two is more\"\n  expect 1 > 2\n", "test \"two is more\"\n  expect 2 > 1\n"},
    {ANT_EUNUSED,
     "A warning: a thing is declared or imported and nothing reads it, or what reads it leads to "
     "nothing that is observed or tested. It does no harm, but it may be a word mistyped "
     "elsewhere.",
     "param gain = 2  assumed \"an example\"\nlet load = 1\nobserve seen.load = load\n",
     "param gain = 2  assumed \"an example\"\nlet load = gain\nobserve seen.load = load\n"},
    {ANT_EUSAGE,
     "The command line has an unknown verb or option, a value that is none, or too few words.",
     "antaeus fly missions/iss-6-months-ared.ant --evry 1day",
     "antaeus fly missions/iss-6-months-ared.ant --every 1day"},
    {ANT_ENOTYET, "The command line is right, and what it asks for is not built yet.", NULL, NULL},
    {ANT_ENUMERIC,
     "The equations could not be solved, or gave a number that is not finite. The message says "
     "when, what "
     "the last good state was and which equation is the likely cause; no table is written. Often "
     "something is "
     "divided by what reaches zero, or a parameter is far outside its range.",
     NULL, NULL},
    {ANT_ESYSTEM,
     "A file could not be written, the disk is full, or a library failed. What was there before is "
     "unchanged: "
     "files are written beside their place and renamed when they are whole.",
     NULL, NULL},
    {ANT_ENOMEM, "The machine has not enough memory for this model, or for so many people at once.",
     NULL, NULL},
    {ANT_EINTERRUPT, "Ctrl-C, or a signal to end. Nothing half-written is left behind.", NULL,
     NULL},
};

const ant_topic_code *ant_topic_code_at(int i) {
  return i >= 0 && i < (int)(sizeof codes / sizeof *codes) ? &codes[i] : NULL;
}

static const ant_topic_word words[] = {
    /* 2. Declarations ---------------------------------------------------- */
    {"antaeus", "antaeus 1", "The version of the format: the first line of every file.", ""},
    {"model", "model \"title\"", "Names the model; one file of its folder says it.",
     "model \"Antaeus twin\"\n  sources \"../sources.bib\"\n  baseline steady\n"},
    {"include", "include \"path\"",
     "The text of another file, once; the path is counted from this file.",
     "include \"more.ant\"\n"},
    {"variant variants", "variants NAME, ...; variant NAME",
     "A model that exists in several versions names them below `model`; what stands below `variant "
     "NAME` replaces declarations of the same name in that version. DIR@NAME reads it, DIR the "
     "first.",
     "model \"two\"\n  variants paper, encoding\nlet k = 1\nvariant encoding\n  let k = 2\n"},
    {"module", "module NAME [like MODULE] \"what it is\"",
     "All that follows in the file belongs to it. What it imports stands further right, below it. "
     "A module that is like another has all that the other declares, but for what it declares "
     "itself.",
     "module bone.cells \"osteoclasts and osteoblasts\"\n  cites pivonka2008\n  use tgfb of "
     "bone.signals\n"},
    {"use", "use NAME [as NAME], ... of MODULE", "Imports names that another module declares.",
     "module bone.cells\n  use tgfb, wnt of bone.signals, gravity of environment\n"},
    {"cites", "cites KEY, ...", "The papers that a module, a mission or a person rests on.",
     "mission \"a flight\"\n  cites smith2012\n  flight 10 [day]\n"},
    {"set", "set NAME = ELEMENT, ...",
     "Names to declare things for, such as sites. In a test or a person `set NAME = VALUE` changes "
     "a value.",
     "set site = skull, thorax, arms  \"regions of the skeleton\"\n"},
    {"substance", "substance NAME = MOLAR_MASS [unit 1 [IU] = MASS]",
     "Matter that flows conserve and `in [unit] of NAME` converts.",
     "substance calcium = 40.078 [g/mol]\nsubstance vitamin_d = 384.64 [g/mol]  unit 1 [IU] = 25 "
     "[ng]\n"},
    {"for", "for SET, ...", "What stands below exists once for each combination of elements.",
     "for site, compartment\n  let volume [mL] = 2 * share\n"},
    {"covariate", "covariate NAME [unit] = VALUE", "What a person brings along.",
     "covariate age [year] = 45  range 18 to 100\ncovariate sex one of female, male = male\n"},
    {"param", "param NAME [unit] = VALUE",
     "A constant of the model. It says where it comes from: source, fitted or assumed.",
     "param maturation [1/day] = 0.166  range 0 to 2\n  \"pre-osteoblasts becoming osteoblasts\"\n"
     "  source scheiner2013 \"table 1\"  people lognormal 20 [%]\n"},
    {"let", "let NAME [unit] = EXPRESSION", "A quantity defined by others, without memory.",
     "let clearance [1/day] = flow / volume\n"},
    {"input", "input NAME [unit] = VALUE",
     "What a mission sets for a phase; the value here is the ground's.",
     "input gravity [g0] = 1\n"},
    {"state", "state NAME [unit] [of SUBSTANCE] = VALUE | steady",
     "A quantity with memory and its value on the ground. Its derivative is the sum of its `rate` "
     "and its flows.",
     "state plasma [mmol] of calcium = 36\nstate osteoclast [pmol/L] = steady  scale 1e-3\n"},
    {"rate", "rate STATE = EXPRESSION", "The derivative of a state, in the state's unit per time.",
     "rate osteoclast = birth - death * osteoclast\n"},
    {"flow", "flow NAME: POOL -> POOL [unit] = EXPRESSION",
     "Moves matter from a pool to another, so that it is conserved. `outside` is the rest of the "
     "world.",
     "flow resorbed: matrix -> plasma [mg/day] = resorption * content\n"},
    {"transit", "transit NAME [: POOL -> POOL] [unit] = INFLOW  lag MEAN  shape STAGES",
     "Matter under way: NAME is how much, NAME.out what leaves.",
     "transit osteoid: plasma -> matrix [g] of calcium = formation  lag 20 [day]  shape 4\n"},
    {"delay", "delay NAME [unit] = EXPRESSION  lag MEAN  shape STAGES",
     "Follows a signal with a gamma-distributed lag.",
     "delay reversal = resorption  lag 9 [day]  shape 3\n"},
    {"balance", "balance NAME [unit] so that STATE is steady | so that A == B",
     "Declares a quantity and finds it from the condition that the ground is steady.",
     "balance commitment [pmol/L/day] so that pre_osteoblast is steady\n"},
    {"reproduces time rows start", "reproduces \"title\" from \"FILE.csv\"",
     "A course that the model has to give again: `time [unit]` of the first column, `mission "
     "\"PATH\"`, `set NAME = VALUE`, `start STATE = VALUE`, `column HEAD is QUANTITY [unit]` "
     "(without "
     "one each head is a quantity), and how close, `within 1e-6` of the largest value of a column. "
     "A row "
     "at a dose or a change of phase is behind it, with `rows before` before it.",
     "reproduces \"a pulse\" from \"l03.csv\"\n  time [day]\n  start x = 2\n  column R is x  "
     "within "
     "1e-6\n"},
    {"when", "when NAME = A > B",
     "A condition that is held between its crossings, which are located exactly; expressions ask "
     "`if NAME then`. What stands below it, `set STATE = EXPRESSION`, is done where it becomes "
     "true.",
     "state x [g] = 1\nrate x = if high then 0 [g/day] else 1 [g/day]\nwhen high = x > 5 [g]\n  "
     "set x "
     "= 2 [g]\n"},
    {"dose", "dose DRUG [unit] -> STATE [fraction SHARE]",
     "An amount given at a moment. In a mission: `dose DRUG AMOUNT on day D` or `every P [from A] "
     "[to B]`.",
     "dose alendronate [mg] -> gut  fraction 0.6\n"},
    {"observe", "observe NAME [unit] = EXPRESSION [error DISTRIBUTION]",
     "What can be measured. In a `for`, {set} in the name stands for the element.",
     "observe bone.{site}.areal_density [g/cm^2] = density  error normal 0.01\n"},
    {"function", "function NAME(PARAMETER, ...) = EXPRESSION",
     "An abbreviation, expanded where it is used; never recursive.",
     "function hill(x, k, n) = x^n / (k^n + x^n)\n"},
    {"table column columns row", "table for SET ... | table NAME [unit] for SET, SET",
     "Parameters over sets: a column a parameter, a row an element; or one parameter with the "
     "elements of "
     "the last set as columns.",
     "table for site \"what a site is made of\"\n  column mineral [g]  source icrp89 \"table "
     "9.2\"\n"
     "  row skull 400\n  row arms  250\n"
     "table load [1] for site, activity  assumed \"an example\"\n  columns standing walking\n"
     "  row skull 1 1\n  row arms  1 2\n"},
    {"test run expect", "test \"what it shows\"",
     "Run by `antaeus model check`: `set` changes a value, `run` lets time pass, `expect` "
     "compares.",
     "test \"half the load, less bone\"\n  set gravity = 0.5 [g0]\n  run 180 [day]\n"
     "  expect mass < baseline(mass)\n"},
    {"mission phase", "mission \"title\"",
     "Phases, one a line: a name, how long, settings; below it groups such as `exercise` and "
     "doses.",
     "mission \"ISS\"\n  preflight 60 [day]\n  flight 176 [day]  gravity 0 [g0]\n"
     "    exercise ared  6 [1/week], 35 [min], intensity 75 [%]\n"
     "    dose alendronate 70 [mg] every 7 [day]\n  recovery 730 [day]\n"},
    {"person", "person \"title\"", "Values of covariates, and of parameters with `set`.",
     "person \"an astronaut\"\n  age 45 [year]\n  sex male\n  set bone.cells.maturation = 0.2 "
     "[1/day]\n"},

    /* 3. Clauses --------------------------------------------------------- */
    {"sources", "sources \"path\"", "The BibTeX file of a model, counted from its file.",
     "model \"a model\"\n  sources \"../sources.bib\"\n"},
    {"range", "range A to B", "What lies outside is refused; on a `balance`, the person is.",
     "param share = 0.2  range 0 to 1  assumed \"an example\"\n"},
    {"scale", "scale A",
     "The size of a state: what the tolerance is a share of. Without it, its value on the ground.",
     "state x [pmol/L] = steady  scale 6.2e-4\n"},
    {"source", "source KEY \"place\"",
     "Where a number was measured: a key of the bibliography and the place in it.",
     "param k [1/day] = 0.1  source pivonka2008 \"table 1\"\n"},
    {"fitted", "fitted ROW, ...", "The rows of the evidence that a number was fitted to.",
     "param k [1/day] = 0.1  fitted obs001, obs002\n"},
    {"assumed", "assumed \"why\"", "Nobody has measured the number; the reason for this one.",
     "param k [1/day] = 0.1  assumed \"as fast as its neighbour\"\n"},
    {"people", "people DISTRIBUTION", "How a parameter varies between persons.",
     "param k [1/day] = 0.1  assumed \"an example\"  people lognormal 20 [%]\n"},
    {"unknown", "unknown DISTRIBUTION", "What nobody knows about a parameter.",
     "param k [1/day] = 0.1  assumed \"an example\"  unknown uniform 0 to 0.5\n"},
    {"error", "error DISTRIBUTION", "What the instrument adds to an observable.",
     "observe serum.ctx [ng/L] = ctx  error lognormal 5 [%]\n"},
    {"normal lognormal uniform triangular",
     "normal SD | lognormal CV | uniform A to B | triangular A, B, C",
     "Distributions; numbers are in the declared unit or have their own.",
     "param k [g] = 2  assumed \"an example\"  unknown triangular 1, 2, 4\n"},
    {"lag shape", "lag MEAN  shape STAGES",
     "The mean of a lag, and the whole number of its stages: more are sharper.",
     "delay y = x  lag 42 [day]  shape 5\n"},
    {"fraction", "fraction SHARE", "The share of a dose that arrives.",
     "dose alendronate [mg] -> gut  fraction 0.006\n"},
    {"within", "within NUMBER | NUMBER [%] | NUMBER of scale",
     "How far apart the sides of an `expect` may be.",
     "test \"t\"\n  expect mass == 5 [g]  within 1 [%]\n"},
    {"baseline initial steady free", "baseline steady | baseline free \"why\"; baseline(x)",
     "The ground: a healthy person on Earth, steady unless the model says `free`. In an expression "
     "baseline(x) is x on the ground; initial(x) is the same.",
     "model \"a culture\"\n  baseline free \"cells that grow\"\nlet change = x / baseline(x)\n"},
    {"from to every on over", "from DAY; dose ... every P from A to B; on day D; over T",
     "Of a table, `from \"rows.csv\"`: the file of its rows. Days of a mission: where a phase "
     "begins (checked), when a dose is given, counted from the "
     "start of its phase, and how long an infusion takes.",
     "mission \"m\"\n  flight 30 [day] from 0 [day]\n    dose d 5 [mg] on day 3 [day]\n"},

    /* 4. Expressions ----------------------------------------------------- */
    {"if then else", "if C then A else B", "One of two values.",
     "let y = if x > 1 then x else 1\n"},
    {"and or not", "C and D, C or D, not C", "Conditions.",
     "let y = if x > 1 and not z > 2 then 1 else 0\n"},
    {"is", "SET is ELEMENT", "In a `for`: decided when the model is compiled.",
     "for site\n  let y = if site is skull then 1 else 2\n"},
    {"total mean largest smallest over weighted", "total over SET, ... (EXPRESSION)",
     "Reduces over sets; a mean may be `weighted by (EXPRESSION)`.",
     "let body [g] = total over site (mass)\nlet density = mean over site (d) weighted by "
     "(mass)\n"},
    {"count", "count of SET", "How many elements a set has.", "let n = count of site\n"},
    {"as", "EXPRESSION as [unit]",
     "The plain number of a quantity in a unit, for empirical powers; `model check` counts its "
     "uses.",
     "let rate_kcal = 70 * (mass as [kg])^0.75\n"},
    {"in", "EXPRESSION in [unit] of SUBSTANCE", "The same matter in moles or mass.",
     "let lost [mg/day] = urine in [mg/day] of calcium\n"},
    {"time", "time", "The time of the mission; day 0 is launch.",
     "let day_one = if time > 1 [day] then 1 else 0\n"},
    {"exp log log10 sqrt abs tanh sin cos min max", "exp(x), min(x, y), ...",
     "Functions that are built in. exp, log, log10 and tanh take plain numbers.",
     "let y = min(exp(-x), 1)\n"},
};

const ant_topic_word *ant_topic_word_at(int i) {
  return i >= 0 && i < (int)(sizeof words / sizeof *words) ? &words[i] : NULL;
}
