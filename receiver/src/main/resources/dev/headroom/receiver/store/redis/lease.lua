-- Renews the lease, or takes it where nobody has it. A new one has a higher number than all before.
-- KEYS: the lease, the number of the last. ARGV: the lease held ('' for none), its length in ms, who asks, and for a
-- taker a word of its own ('' for one that only renews or looks).
-- Returns the lease that stands then; '' for none.
local standing = redis.call('GET', KEYS[1])
if standing then
  if standing == ARGV[1] then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
  return standing
end
if ARGV[4] == '' then
  return ''
end
local lease = redis.call('INCR', KEYS[2]) .. ' ' .. ARGV[4] .. ' ' .. ARGV[3]
redis.call('SET', KEYS[1], lease, 'PX', ARGV[2])
return lease
