// The same conversions as convert.h, one item after the other in double arithmetic, straight from
// the definitions of the formats: what results are checked against. Slow. Pure functions.
#pragma once

#include "workloads/convert/convert.h"

namespace lane {

/// Fills every byte of the target, also those behind the last item (with zeros).
void convertByDefinition(Dtype fromType, PackedSource source, Dtype toType, PackedTarget target,
                         std::size_t items);

/// One item's value; NaN for items of a block that is NaN.
double packedValue(Dtype dtype, PackedSource source, std::size_t item);

}  // namespace lane
