/* body.h - the skeleton from the front, each site in the colour of its change.
 *
 * The figure has a shape for each site of DESIGN.md, section 10, and a number beside it; what is
 * not a site (the upper spine, knees, feet) stays pale.  Nine steps of colour, from blue (gain)
 * over grey to dark brown (loss), keep their order for colour-blind eyes and in grey print. */
#ifndef ANT_REPORT_BODY_H
#define ANT_REPORT_BODY_H

#include "base/text.h"

typedef struct ant_body_value {
  const char *site; /* femoral_neck                                              */
  double percent;   /* change; NaN: not known, drawn pale with a dash            */
} ant_body_value;

/* One figure; CAPTION is what it shows, in plain text. */
void ant_body_draw(ant_text *out, const ant_body_value *value, int n_value, const char *caption);

/* The scale of colours, once for all figures. */
void ant_body_legend(ant_text *out);

/* Whether the figure has a shape for SITE. */
bool ant_body_knows(const char *site);

/* The step of colour of a change: -6 (loss above 20 %) to 2 (gain above 2 %); 9 when not finite. */
int ant_body_step(double percent);

#endif /* ANT_REPORT_BODY_H */
