/* canvas.h - lines, text, bars on a picture, in linear light with soft edges. */
#ifndef ANT_VOXEL_CANVAS_H
#define ANT_VOXEL_CANVAS_H

#include "antaeus/voxel_picture.h"

/* sRGB byte to linear light (0 to 1) and back. */
double ant_from_srgb(uint8_t byte);
uint8_t ant_to_srgb(double linear);

/* A stroke of WIDTH pixels with round ends, over what is there. */
void ant_canvas_line(ant_picture *p, double x0, double y0, double x1, double y1, double width,
                     const uint8_t rgb[3]);

/* TEXT with capitals HEIGHT pixels high, its baseline's left end (X, Y).  Letters that the font
 * lacks are left out.  ant_canvas_text_width: how long it gets. */
void ant_canvas_text(ant_picture *p, double x, double y, double height, const char *text,
                     const uint8_t rgb[3]);
double ant_canvas_text_width(double height, const char *text);

/* A bar that shows MM_A_PIXEL, lower left; and the range LOW to HIGH of PALETTE at the right edge,
 * with LABEL. */
void ant_canvas_scale_bar(ant_picture *p, double mm_a_pixel, const uint8_t rgb[3]);
void ant_canvas_colour_bar(ant_picture *p, ant_palette palette, double low, double high,
                           const char *opt_label, const uint8_t rgb[3]);

/* How many pixels on the right the colour bar takes. */
int ant_canvas_colour_bar_width(const ant_picture *p);

/* The range that OPTIONS ask for or, where they do not, 0 to the 99th percentile of VALUE where it
 * is not 0.  ANT_EINPUT where VALUE has nothing but 0. */
ant_status ant_draw_range(const ant_volume *value, const ant_draw_options *options, double *out_low,
                          double *out_high, ant_diag *opt_diag);

#endif /* ANT_VOXEL_CANVAS_H */
