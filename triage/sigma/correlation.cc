// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/correlation.h"

namespace firsthour::triage::sigma {

bool NumberBounds::lower_hold(double number) const {
  return (!above || number > *above) && (!at_least || number >= *at_least) && (!equal || number >= *equal);
}

bool NumberBounds::hold(double number) const {
  return lower_hold(number) && (!below || number < *below) && (!at_most || number <= *at_most) &&
         (!equal || number == *equal) && (!not_equal || number != *not_equal);
}

}  // namespace firsthour::triage::sigma
