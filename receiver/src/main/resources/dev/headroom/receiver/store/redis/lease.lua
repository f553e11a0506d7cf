-- Renews the lease, or takes it where nobody has it. A new one begins a term, which is later than all before.
-- KEYS: the lease, the last term. ARGV: the lease held ('' for none), its length in ms, who asks, and for a taker a word of
-- its own ('' for one that only renews or looks).
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
-- Terms are times, so that none is used again when a crash of the server took the latest changes away, or it is another one.
local time = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local term = string.format('%.0f', math.max(last + 1, time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('SET', KEYS[2], term)
local lease = term .. ' ' .. ARGV[4] .. ' ' .. ARGV[3]
redis.call('SET', KEYS[1], lease, 'PX', ARGV[2])
return lease
