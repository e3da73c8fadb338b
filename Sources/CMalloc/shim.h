// SPDX-License-Identifier: Apache-2.0

// What the C library offers for giving memory back, and Swift's own module of it does not show.
#pragma once

#include <malloc.h>
