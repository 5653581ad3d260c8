/* style.h - how a page looks and how its read-out works: one style sheet, one short script.
 * Both are free of `<` and `&`, so that the page stays readable as XML. */
#ifndef ANT_REPORT_STYLE_H
#define ANT_REPORT_STYLE_H

#include "base/text.h"

void ant_report_style(ant_text *out);
void ant_report_script(ant_text *out);

#endif /* ANT_REPORT_STYLE_H */
