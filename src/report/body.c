/* body.c - the skeleton from the front (see body.h).
 *   1. Shapes   2. Colours   3. Names beside it   4. The figure
 *
 * All is drawn for the right half of the picture, x to the right of the middle line, y down from
 * the crown, and mirrored.  Long bones are thick lines with round ends: they read as bones at any
 * size. */
#include "report/body.h"

#include <math.h>
#include <string.h>

#include "report/html.h"

enum { WIDTH = 460, HEIGHT = 618, MIDDLE = WIDTH / 2 };

/* 1. Shapes --------------------------------------------------------------- */

static const char silhouette[] =
    "M-.5,14C18,14 27,28 27,46C27,62 20,74 12,81L12,94C15,102 31,104 46,109C62,114 70,124 72,142"
    "C75,170 80,198 87,222C94,248 100,274 103,297C108,307 111,322 109,338C107,351 100,353 96,346"
    "C92,336 90,322 90,306C84,284 74,254 68,229C62,206 57,182 54,162C52,186 46,205 44,222"
    "C43,240 49,258 56,276C64,300 64,330 60,360C56,395 50,420 48,440C52,460 52,480 48,505"
    "C44,530 40,550 40,564C42,577 48,588 46,595C38,602 24,600 21,593C21,582 22,572 21,562"
    "C19,540 16,515 18,490C20,470 20,455 18,440C18,420 13,380 9,350C6,336 3,324 -.5,318Z";

static const char skull[] =
    "M-.4,21C14,21 21.5,32 21.5,45C21.5,54 18,58 17,63C16.5,71 9,78 -.4,78Z";
static const char sternum[] = "M-.4,117H5.5L4.5,130L5,158L2,169H-.4Z";
static const char hip_bone[] =
    "M11,268C20,259 34,252 46,261C55,269 52,284 46,294C43,300 41,306 35,310"
    "C31,320 26,332 16,333C10,333 9,326 11,321C8,317 3,317 -.4,317V309"
    "C6,308 12,304 15,298C10,290 9,280 11,268Z"
    "M19,311C14,313 13,321 16,326C21,326 26,318 27,311C25,309 22,309 19,311Z";
static const char sacrum[] = "M-.4,266H12.5C11,280 6,294 -.4,300Z";
static const char total_hip[] =
    "M41,297C46,300 50,305 55,304C62,305 66,312 64,320C62,328 60,334 59,341H48"
    "C48,332 47,324 43,318C39,313 36,310 36,305Z";
static const char trochanter[] =
    "M53.5,305C60,302 66,310 64,319C63,324 59,325 56,322C53,317 51,310 53.5,305Z";
static const char calcaneus[] =
    "M22,570C27,566 35,566 39,570C42,577 41,584 36,586H25C20,584 20,577 22,570Z";

/* A thick line from (x0, y0) to (x1, y1); SITE NULL: pale. */
static const struct {
  const char *site;
  double x0, y0, x1, y1, width;
} bone[] = {
    {"arms", 58.5, 126, 76.5, 211, 7},
    {"arms", 59, 125, 60, 128, 12},
    {"arms", 75, 210, 78.5, 212, 9.5},
    {"arms", 75, 221, 92.5, 291, 4.2},
    {"radius_shaft", 81.5, 221, 96, 274, 5.2},
    {"radius_distal", 96.8, 277, 99.2, 290, 8},
    {"arms", 95, 299, 101, 299, 7},
    {"arms", 94.5, 306, 95.5, 335, 2.6},
    {"arms", 97.8, 306, 99.6, 340, 2.6},
    {"arms", 101.2, 305, 103.8, 337, 2.6},
    {"arms", 104.4, 303, 108, 318, 2.6},
    {NULL, 37.5, 299, 37.5, 299.1, 14},
    {"femoral_shaft", 53, 345, 38.5, 424, 8.4},
    {NULL, 31, 433, 43, 433, 12},
    {NULL, 37, 441, 37, 442, 8},
    {NULL, 26.5, 452, 41.5, 452, 8},
    {"tibia_shaft", 33.5, 461, 31, 531, 8},
    {NULL, 44, 457, 39.5, 560, 3.4},
    {"tibia_distal", 30.8, 536, 30.4, 557, 11.5},
    {NULL, 25.5, 588, 24.5, 595, 3.4},
    {NULL, 30, 588, 30, 596, 3.4},
    {NULL, 34.5, 588, 35.5, 595, 3.4},
    {NULL, 38.5, 586, 41, 593, 3.4},
};

/* Where the name of a site stands and what it points to; SIDE -1 left, 1 right. */
static const struct {
  const char *site, *name;
  int side;
  double x, y; /* the point on the bone                                        */
  double label_y;
} label[] = {
    {"skull", "Skull", -1, 19, 44, 40},
    {"arms", "Arms", -1, 68, 170, 158},
    {"radius_shaft", "Radius, shaft", -1, 90, 252, 236},
    {"radius_distal", "Radius, wrist", -1, 99, 285, 288},
    {"total_hip", "Total hip", -1, 54, 334, 366},
    {"femoral_shaft", "Femoral shaft", -1, 46, 388, 420},
    {"tibia_shaft", "Tibia, shaft", -1, 32, 495, 490},
    {"tibia_distal", "Tibia, ankle", -1, 31, 547, 544},
    {"thorax", "Thorax", 1, 29, 137, 96},
    {"lumbar_spine", "Lumbar spine", 1, 9, 236, 214},
    {"pelvis", "Pelvis", 1, 45, 272, 268},
    {"femoral_neck", "Femoral neck", 1, 47, 308, 372},
    {"trochanter", "Trochanter", 1, 61, 318, 424},
    {"calcaneus", "Heel", 1, 37, 577, 560},
};

enum {
  N_BONE = sizeof bone / sizeof *bone,
  N_LABEL = sizeof label / sizeof *label,
};

bool ant_body_knows(const char *site) {
  for (int i = 0; i < N_LABEL; i++) {
    if (strcmp(label[i].site, site) == 0) return true;
  }
  return false;
}

/* 2. Colours -------------------------------------------------------------- */

/* the ends between steps; a change on an end belongs to the paler side */
static const double loss_end[] = {0.5, 2, 4, 6, 10, 20};
static const double gain_end[] = {0.5, 2};

int ant_body_step(double percent) {
  int step = 0;
  if (!isfinite(percent)) return 9;
  for (size_t i = 0; i < sizeof loss_end / sizeof *loss_end; i++) {
    if (-percent > loss_end[i]) step = -(int)i - 1;
  }
  for (size_t i = 0; i < sizeof gain_end / sizeof *gain_end; i++) {
    if (percent > gain_end[i]) step = (int)i + 1;
  }
  return step;
}

static const char *step_class(int step) {
  static const char *const name[] = {"l6", "l5", "l4", "l3", "l2", "l1", "n0", "g1", "g2"};
  return step < -6 || step > 2 ? "pale" : name[step + 6];
}

typedef struct figure {
  ant_text *out;
  const ant_body_value *value;
  int n_value;
} figure;

static double percent_of(const figure *f, const char *site) {
  for (int i = 0; site && i < f->n_value; i++) {
    if (strcmp(f->value[i].site, site) == 0) return f->value[i].percent;
  }
  return NAN;
}

static const char *class_of(const figure *f, const char *site) {
  return step_class(ant_body_step(percent_of(f, site)));
}

/* 3. Names beside it ------------------------------------------------------ */

static void draw_label(const figure *f, int i) {
  int side = label[i].side;
  double x = MIDDLE + side * label[i].x, edge = side < 0 ? 112 : WIDTH - 112;
  ant_text_print(f->out, "<path class=\"lead\" d=\"M%s,%sL%s,%s\"/>", ant_number_pixel(x).text,
                 ant_number_pixel(label[i].y).text, ant_number_pixel(edge - side * 4).text,
                 ant_number_pixel(label[i].label_y).text);
  ant_text_print(f->out, "<circle class=\"tip\" cx=\"%s\" cy=\"%s\" r=\"1.8\"/>",
                 ant_number_pixel(x).text, ant_number_pixel(label[i].y).text);
  const char *anchor = side < 0 ? "end" : "start";
  ant_text_print(f->out, "<text class=\"site\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>",
                 anchor, ant_number_pixel(edge).text, ant_number_pixel(label[i].label_y - 3).text,
                 label[i].name);
  ant_text_print(f->out, "<text class=\"value\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s%s</text>\n",
                 anchor, ant_number_pixel(edge).text, ant_number_pixel(label[i].label_y + 14).text,
                 ant_number_signed(percent_of(f, label[i].site), 1).text,
                 isfinite(percent_of(f, label[i].site)) ? "\xC2\xA0%" : "");
}

/* 4. The figure ----------------------------------------------------------- */

static void draw_path(const figure *f, const char *classes, const char *d) {
  ant_text_print(f->out, "<path class=\"%s\" d=\"%s\"/>\n", classes, d);
}

static void draw_bone(const figure *f, int i) {
  ant_text_print(f->out, "<path class=\"long %s\" stroke-width=\"%g\" d=\"M%g,%gL%g,%g\"/>\n",
                 class_of(f, bone[i].site), bone[i].width, bone[i].x0, bone[i].y0, bone[i].x1,
                 bone[i].y1);
}

static void draw_ribs(const figure *f) {
  const char *class = class_of(f, "thorax");
  ant_text_print(f->out,
                 "<path class=\"long %s\" stroke-width=\"4\" d=\"M5,118C18,113 34,118 53,119\"/>\n",
                 class);
  ant_text_print(f->out, "<path class=\"long %s\" stroke-width=\"3.4\" d=\"", class);
  for (int i = 0; i < 9; i++) {
    double y = 123 + 9.4 * i, w = i < 6 ? 25 + 2.8 * i : 39 - 1.2 * (i - 6);
    double from = i < 6 ? 7 : 9 + 5.0 * (i - 5), dip = i < 6 ? 8 : 2 - (i - 6);
    ant_text_print(f->out, "M%.1f,%.1fC%.1f,%.1f %.1f,%.1f %.1f,%.1f", from, y + dip, w * 0.55,
                   y + 10, w - 1, y + 6, w, y - 4);
  }
  ant_text_put(f->out, "\"/>\n");
}

static void draw_spine(const figure *f) {
  const char *lumbar = class_of(f, "lumbar_spine");
  for (int i = 0; i < 4; i++) {
    ant_text_print(
        f->out, "<rect class=\"pale\" x=\"-5.5\" y=\"%g\" width=\"11\" height=\"5.6\" rx=\"2\"/>",
        83 + 7.0 * i);
  }
  for (int i = 0; i < 11; i++) {
    ant_text_print(
        f->out, "<rect class=\"pale\" x=\"-6\" y=\"%.1f\" width=\"12\" height=\"6.9\" rx=\"2\"/>",
        113 + 8.3 * i);
  }
  for (int i = 0; i < 5; i++) {
    double w = 17 + 1.2 * i, y = 206 + 11.9 * i;
    ant_text_print(f->out, "<path class=\"long %s\" stroke-width=\"2.4\" d=\"M%.1f,%.1fH%.1f\"/>",
                   lumbar, -w / 2 - 5, y + 4.5, w / 2 + 5);
    ant_text_print(
        f->out,
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"9.6\" rx=\"2.6\"/>\n",
        lumbar, -w / 2, y, w);
  }
}

/* the three regions of the proximal femur, with a thin edge between them */
static void draw_hip(const figure *f) {
  static const char neck[] = "M43.5,303.5L49,308.5";
  draw_path(f, class_of(f, "total_hip"), total_hip);
  ant_text_print(f->out, "<path class=\"edge\" stroke-width=\"11\" d=\"%s\"/>", neck);
  ant_text_print(f->out, "<path class=\"edge\" stroke-width=\"2\" d=\"%s\"/>\n", trochanter);
  ant_text_print(f->out, "<path class=\"long %s\" stroke-width=\"9\" d=\"%s\"/>\n",
                 class_of(f, "femoral_neck"), neck);
  draw_path(f, class_of(f, "trochanter"), trochanter);
}

static void draw_half(const figure *f, bool mirror) {
  ant_text_print(f->out, "<g transform=\"translate(%d 0)%s\">\n", MIDDLE,
                 mirror ? " scale(-1 1)" : "");
  draw_path(f, class_of(f, "skull"), skull);
  ant_text_put(f->out, "<ellipse class=\"hole\" cx=\"8.6\" cy=\"50\" rx=\"5.4\" ry=\"4.6\"/>"
                       "<path class=\"hole\" d=\"M-.4,55L3,62H-.4Z\"/>\n");
  draw_ribs(f);
  draw_path(f, class_of(f, "thorax"), sternum);
  draw_path(f, class_of(f, "pelvis"), hip_bone);
  draw_path(f, class_of(f, "pelvis"), sacrum);
  draw_hip(f);
  for (int i = 0; i < N_BONE; i++) draw_bone(f, i);
  draw_path(f, class_of(f, "calcaneus"), calcaneus);
  ant_text_put(f->out, "</g>\n");
}

static void draw_silhouette(const figure *f) {
  for (int mirror = 0; mirror < 2; mirror++) {
    ant_text_print(f->out, "<path class=\"flesh\" transform=\"translate(%d 0)%s\" d=\"%s\"/>\n",
                   MIDDLE, mirror ? " scale(-1 1)" : "", silhouette);
  }
}

void ant_body_draw(ant_text *out, const ant_body_value *value, int n_value, const char *caption) {
  figure f = {out, value, n_value};
  ant_text_print(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"body\" viewBox=\"0 0 %d %d\" "
                 "width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"",
                 WIDTH, HEIGHT, WIDTH, HEIGHT);
  ant_html_text(out, caption);
  for (int i = 0; i < N_LABEL; i++) {
    double percent = percent_of(&f, label[i].site);
    if (!isfinite(percent)) continue;
    ant_text_print(out, "%s %s %s %%", i ? "," : ":", label[i].name,
                   ant_number_signed(percent, 1).text);
  }
  ant_text_put(out, "\">\n");
  draw_silhouette(&f);
  ant_text_print(out, "<g transform=\"translate(%d 0)\">\n", MIDDLE);
  draw_spine(&f);
  ant_text_put(out, "</g>\n");
  draw_half(&f, false);
  draw_half(&f, true);
  for (int i = 0; i < N_LABEL; i++) draw_label(&f, i);
  ant_text_put(out, "</svg>\n");
}

static void legend_name(ant_text *out, int step) {
  int loss = -step - 1;
  if (step == 0) ant_text_print(out, "within \xC2\xB1%g", loss_end[0]);
  if (step == 1) ant_text_print(out, "+%g to +%g", gain_end[0], gain_end[1]);
  if (step == 2) ant_text_print(out, "over +%g", gain_end[1]);
  if (step == -6) ant_text_print(out, "over \xE2\x88\x92%g", loss_end[5]);
  if (step < 0 && step > -6) {
    ant_text_print(out, "\xE2\x88\x92%g to \xE2\x88\x92%g", loss_end[loss], loss_end[loss + 1]);
  }
}

void ant_body_legend(ant_text *out) {
  ant_text_put(out,
               "<ul class=\"scale\" aria-label=\"Colours of the figure, change in per cent\">\n");
  for (int step = 2; step >= -6; step--) {
    ant_text_print(out, "<li><i class=\"chip %s\"></i>", step_class(step));
    legend_name(out, step);
    ant_text_put(out, "</li>\n");
  }
  ant_text_put(out, "<li><i class=\"chip pale\"></i>not a site of the model</li>\n</ul>\n");
}
