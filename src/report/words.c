/* words.c - names for people (see section.h). */
#include "report/section.h"

#include <ctype.h>
#include <string.h>

static const struct {
  const char *name, *words;
} word[] = {
    {"arms", "Arms"},
    {"axial", "Axial skeleton"},
    {"calcaneus", "Heel"},
    {"femur_distal", "Femur, knee"},
    {"legs", "Legs"},
    {"radius_distal", "Radius, wrist"},
    {"radius_shaft", "Radius, shaft"},
    {"tibia_distal", "Tibia, ankle"},
    {"tibia_shaft", "Tibia, shaft"},
    {"whole_body", "Whole body"},
    {"serum.ctx", "CTX, serum"},
    {"urine.ntx", "NTX, urine"},
    {"urine.ctx", "CTX, urine"},
    {"serum.picp", "PICP, serum"},
    {"serum.sclerostin", "Sclerostin"},
    {"serum.bap", "BAP, serum"},
    {"serum.p1np", "P1NP, serum"},
    {"serum.osteocalcin", "Osteocalcin"},
    {"turnover.resorption", "Resorption"},
    {"turnover.formation", "Formation"},
    {"urine.calcium", "Calcium in urine"},
    {"serum.calcium", "Calcium in serum"},
    {"serum.pth", "Parathyroid hormone"},
    {"balance.calcium", "Calcium balance"},
};

static const char *look_up(const char *name) {
  for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
    if (strcmp(word[i].name, name) == 0) return word[i].words;
  }
  return NULL;
}

const char *ant_site_words(const ant_view *view, const char *id) {
  const char *known = look_up(id);
  if (known) return known;
  char *plain = ant_arena_copy(view->arena, id);
  if (!plain) return "";
  plain[0] = (char)toupper((unsigned char)plain[0]);
  for (char *p = plain; *p; p++) {
    if (*p == '_') *p = ' ';
  }
  return plain;
}

/* "bone.femoral_neck.trabecular_density" as "Femoral neck, trabecular density" */
static const char *bone_words(const ant_view *view, const char *name) {
  const char *dot = strrchr(name, '.');
  char *site = ant_arena_text(view->arena, name + 5, (size_t)(dot - name - 5));
  char *quantity = ant_arena_copy(view->arena, dot + 1);
  if (!site || !quantity) return "";
  for (char *p = quantity; *p; p++) {
    if (*p == '_') *p = ' ';
  }
  if (strcmp(quantity, "areal density") == 0) return ant_site_words(view, site);
  const char *both = ant_arena_format(view->arena, "%s, %s", ant_site_words(view, site), quantity);
  return both ? both : "";
}

const char *ant_observable_words(const ant_view *view, const char *name) {
  const char *known = look_up(name), *dot = strrchr(name, '.');
  if (known) return known;
  if (strncmp(name, "bone.", 5) == 0 && dot > name + 5) return bone_words(view, name);
  return name;
}
