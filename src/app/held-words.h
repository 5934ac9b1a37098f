/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/held.h"

G_BEGIN_DECLS

/* What is said of records that a sync would have taken away. */
char *dovetail_held_words_heading (GPtrArray          *held);  /* DovetailHeld, at least one */
char *dovetail_held_words_body    (GPtrArray          *held);
/* One record of the list: its title, and what the server says of it. */
char *dovetail_held_words_record  (const DovetailHeld *held);

G_END_DECLS
