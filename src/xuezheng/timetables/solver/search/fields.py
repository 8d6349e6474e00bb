"""Where everything stands in the two arrays that the kernels work on.

Kernels take two vectors of int64: `p`, the problem, which never changes, and `s`, the state. Each begins with its scalars
and with the offsets of its arrays: `p[p[BIT] + t]` is the bit of time t. Two arguments, however many fields there are: a
call costs next to nothing and compiling is quick.
"""

from typing import Final

# p, scalars
MOST: Final = 0  # the longest block
TIMES: Final = 1
WORDS: Final = 2  # of 62 times each
SIZES: Final = 3  # how many there are of each kind of thing
RESOURCES: Final = 3
BLOCKS: Final = 4
DEMANDS: Final = 5
GROUPS: Final = 6  # monitors of groups
LESSONS: Final = 7
SCALE: Final = 8  # workloads are multiplied by this to be whole
# p, arrays; `…_AT` are offsets, one more than rows
BIT: Final = 9  # (T) the bit of a time within its word
WORD: Final = 10  # (T) its word
MASKS: Final = 11  # (n, W) sets of times
CLASH_FREE: Final = 12  # (R) 1 if the resource must not clash
LESSON_AT: Final = 13  # (B+1) lessons of a block
BLOCK_OF: Final = 14  # (L)
LENGTH: Final = 15  # (B) duration of the block's events
MOVABLE: Final = 16  # (B) 1 unless its time is preassigned
FIXED_AT: Final = 17  # (B+1)
FIXED: Final = 18  # preassigned resources
DEMAND_AT: Final = 19  # (B+1)
BLOCK_DEMAND: Final = 20  # open demands of a block
STARTS_AT: Final = 21  # (B·(MOST+1)+1) by block and duration
STARTS: Final = 22  # sensible start times
DEMAND_BLOCK: Final = 23  # (D)
TASK_AT: Final = 24  # (D) first task; that of the block's k-th lesson is k further
LOAD: Final = 25  # (D) scaled workload for each unit of duration
CANDIDATE_AT: Final = 26  # (D+1)
CANDIDATE: Final = 27  # resources that may be assigned
TEAM_AT: Final = 28  # (D+1) demands that should get one resource together, itself among them
TEAM: Final = 29
RESOURCE_MONITOR_AT: Final = 30  # (R+1)
# monitors: kind, required, weight, cost function, minimum, maximum, and two more
RESOURCE_MONITOR: Final = 31  # (n, 8) … first and last of its time sets in SETS
SETS: Final = 32  # rows of MASKS
BLOCK_MONITOR_AT: Final = 33
BLOCK_MONITOR: Final = 34  # (n, 8) … duration and row of MASKS, or least and most duration
DEMAND_MONITOR_AT: Final = 35
DEMAND_MONITOR: Final = 36  # (n, 8) … row of ALLOWED
ALLOWED: Final = 37  # (n, R) 1 where a resource is preferred
GROUP_MONITOR: Final = 38  # (n, 8) … first and last in MEMBER
MEMBER: Final = 39  # blocks, or demands, of a group; -1 - r for a resource r that is preassigned
LIMIT_AT: Final = 40
LIMIT: Final = 41  # (n, 3) row of MASKS, minimum, maximum
BLOCK_GROUP_AT: Final = 42
BLOCK_GROUP: Final = 43  # monitors of groups that a block is in
DEMAND_GROUP_AT: Final = 44
DEMAND_GROUP: Final = 45
BASE_LOAD: Final = 46  # (R) scaled workload of preassigned demands
P_FIELDS: Final = 47

# s, scalars; four kinds of things are touched by a move: resources, blocks, demands, groups
TOTAL: Final = 0  # required
TOTAL_SOFT: Final = 1
TOUCHED_COUNT: Final = 2  # and 3, 4, 5
STEP_COUNT: Final = 6
MOVE: Final = 7  # number of the move
MARK: Final = 8
RANDOM: Final = 9
# s, arrays
START: Final = 10  # (L) -1: not placed
DURATION: Final = 11  # (L) 0: the lesson is not used
TASK: Final = 12  # (X) -1: nobody yet
ATTENDING: Final = 13  # (R, T) how many lessons a resource attends
WHO: Final = 14  # (R, T) sum of lesson + 1: names the lesson where there is one
BUSY_BITS: Final = 15  # (R, W)
CLASH_COUNT: Final = 16  # (R)
CARRIED: Final = 17  # (R) scaled workload
COSTS: Final = 18  # and 19, 20, 21: (n, 2) by kind of thing
TOUCHED: Final = 22  # and 23, 24, 25: (n, 3) place and costs before
STAMP: Final = 26  # and 27, 28, 29: (n) the move that last touched it
STEPS: Final = 30  # (n, 3) what was set, where, what it was
SEEN: Final = 31  # (R)
MOVED: Final = 32  # (L) the move that last moved a lesson
QUEUE: Final = 33  # (L)
TROUBLE: Final = 34  # (L+1) how many lessons are in trouble, then which
S_FIELDS: Final = 35
MOST_STEPS: Final = 20_000
