/* html.h - text, numbers and the frame of a page.
 *
 * Nothing reaches a page but through these: text is escaped, control characters and broken UTF-8
 * become U+FFFD, and a number that is not finite is a dash. */
#ifndef ANT_REPORT_HTML_H
#define ANT_REPORT_HTML_H

#include "base/text.h"

/* TEXT, good for element content and for a quoted attribute. */
void ant_html_text(ant_text *out, const char *text);

/* A unit of the language for people: g/cm^2 as g/cm², ug as µg; "1" as nothing. */
void ant_html_unit(ant_text *out, const char *unit);

/* "bone.femoral_neck" style words for people: first letter up, underscores as spaces. */
void ant_html_words(ant_text *out, const char *name);

/* A number as text; used as ant_number_plain(x, 1).text within one expression. */
typedef struct ant_number {
  char text[48];
} ant_number;

ant_number ant_number_plain(double value, int decimals);     /* -4.2 with a true minus    */
ant_number ant_number_signed(double value, int decimals);    /* +2.2, -4.2, 0.0            */
ant_number ant_number_significant(double value, int digits); /* 0.934, 1250, 3.1           */
ant_number ant_number_day(double value);                     /* 176, 176.5                  */

/* A coordinate for SVG: one decimal, plain ASCII, 0 where not finite. */
ant_number ant_number_pixel(double value);

/* From <!DOCTYPE to <main>, and from </main> to the end.  DESCRIPTION is for the head. */
void ant_html_open(ant_text *out, const char *title, const char *description);
void ant_html_close(ant_text *out);

/* <h2 id="ID">TITLE</h2> of a new section, and its end. */
void ant_html_section(ant_text *out, const char *id, const char *title);
void ant_html_section_end(ant_text *out);

#endif /* ANT_REPORT_HTML_H */
