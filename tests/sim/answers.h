/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* Notes what the server answered, whether or not the answer arrives: which conflicts were made, what was
 * refused. */
void answers_note (Family                 *family,
                   const DovetailRequest  *request,
                   const DovetailResponse *response);
/* Every conflict that an answer told of as open is on the server, open or closed by an answer or a deletion, and
 * no other is. */
void answers_check_conflicts (Family      *family);
/* The server was set back: the conflicts it knows now are those that were made. */
void answers_start_over      (Family      *family);

G_END_DECLS
