/* voxel_picture.h - pictures of volumes without a display: slices and shaded surfaces, as PNG.
 *
 * A surface is seen in parallel projection (so that a scale bar holds everywhere), lit by a key
 * light with soft shadows, a fill light and the open sky as far as bone around leaves it to see.
 * Colours come from a second volume, for example energy density, or from what was lost.
 *
 * Thread rule as in voxel.h: the same bytes for any number of threads. */
#ifndef ANT_VOXEL_PICTURE_H
#define ANT_VOXEL_PICTURE_H

#include "antaeus/voxel.h"

/* 1. Pictures ------------------------------------------------------------ */

typedef struct ant_picture {
  int width, height;
  uint8_t *rgb; /* (height x width x 3) from the upper left, sRGB                 */
} ant_picture;

/* A black picture of 1 to 20,000 pixels a side.  The caller destroys it. */
ant_status ant_picture_create(int width, int height, ant_picture **out_picture, ant_diag *opt_diag);
void ant_picture_destroy(ant_picture **picture);

/* Write PICTURE to PATH as PNG, whole or not at all. */
ant_status ant_picture_write(const ant_picture *picture, const char *path, ant_diag *opt_diag);

/* Read a PNG that ant_picture_write wrote, from SIZE bytes (for tests). */
ant_status ant_picture_read(const void *data, size_t size, ant_picture **out_picture,
                            ant_diag *opt_diag);

/* 2. Colours ------------------------------------------------------------- */

typedef enum ant_palette {
  ANT_PALETTE_GREY,
  ANT_PALETTE_EMBER,   /* bone, amber, red, dark: for energies                    */
  ANT_PALETTE_INFERNO, /* black, violet, orange, pale yellow                      */
  ANT_PALETTE_CHANGE   /* red: lost, bone: as it was, blue: formed                */
} ant_palette;

/* The colour at SHARE (0 to 1), sRGB. */
void ant_palette_colour(ant_palette palette, double share, uint8_t out_rgb[3]);

/* 3. Drawing ------------------------------------------------------------- */

typedef struct ant_draw_options {
  int width, height;     /* pixels; 0: 1000                                */
  double azimuth_deg;    /* of the eye about z, from the x axis            */
  double elevation_deg;  /* of the eye above the x-y plane                 */
  bool light_background; /* white instead of night blue                    */
  bool no_bars;          /* neither scale bar nor colour bar               */
  ant_palette palette;   /* of the colours                                 */
  double low, high;      /* of the colours' range; both 0: 0 to the 99th percentile */
  const char *opt_label; /* beside the colour bar, "energy density [MPa]"  */
  int axis;              /* of a slice: 0, 1, 2                            */
  int64_t slice;         /* its number, -1: the middle                     */
  int n_thread;
  /* Called now and then with the share that is done; false stops (ANT_EINTERRUPT).  NULL: not. */
  bool (*progress)(void *user, double share);
  void *user;
} ant_draw_options;

/* 1000 x 1000, from azimuth -60 and elevation 25 degrees, night blue, ember, the middle across z.
 */
void ant_draw_defaults(ant_draw_options *options);

/* The surface of BONE (a mask, or u8 or f32 shares of 0 to 1 or 0 to 255; 0.4 of the largest
 * value, smoothed by 0.9 voxels, is the surface), coloured by OPT_VALUE (the same size) where it is
 * given.  ANT_EINPUT where there is no bone. */
ant_status ant_draw_surface(const ant_volume *bone, const ant_volume *opt_value,
                            const ant_draw_options *options, ant_picture **out_picture,
                            ant_diag *opt_diag);

/* A slice of VOLUME in grey between its 0.5th and 99.5th percentile, under the colours of OPT_VALUE
 * where that is not 0. */
ant_status ant_draw_slice(const ant_volume *volume, const ant_volume *opt_value,
                          const ant_draw_options *options, ant_picture **out_picture,
                          ant_diag *opt_diag);

#endif /* ANT_VOXEL_PICTURE_H */
