/* graph.h - a wiring diagram of a model as SVG: what influences what, module by module.
 *
 * In layers from top to bottom (layout.h).  At level MODULES each module is a box and an arrow
 * carries the names of what one reads of the other.  At level STATES each module is a box with its
 * states, pools, inputs and signals (wiring.h); what it reads of others stands at its top as a flag
 * with the name of where it comes from.  Arrows raise, bars lower, circles do either; matter goes
 * along thick arrows. */
#ifndef ANT_EMIT_GRAPH_H
#define ANT_EMIT_GRAPH_H

#include "base/text.h"
#include "emit/part.h"

typedef enum ant_graph_level {
  ANT_GRAPH_AUTO, /* states where a person can still read them, else modules     */
  ANT_GRAPH_MODULES,
  ANT_GRAPH_STATES
} ant_graph_level;

typedef struct ant_graph_options {
  ant_graph_level level;
  const double *m, *y; /* the ground, for the signs; NULL: not known               */
  bool links;          /* to the ids of a model's page (report/doc.h)              */
} ant_graph_options;

/* Draw PART.  Returns ANT_OK, ANT_EINPUT for a model that is too large, or ANT_ENOMEM. */
ant_status ant_emit_graph(const ant_part_of *part, const ant_graph_options *options, ant_text *out,
                          ant_diag *opt_diag);

#endif /* ANT_EMIT_GRAPH_H */
