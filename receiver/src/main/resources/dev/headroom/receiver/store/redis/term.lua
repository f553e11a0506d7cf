-- Begins a term, which is later than all before, for one that is elected elsewhere.
-- KEYS: the last term, the lease. ARGV: the last term as it was when it could be elected.
-- Returns the term; '0' where another one began meanwhile, or a lease stands still, whose holder may believe to lead.
local last = redis.call('GET', KEYS[1]) or '0'
if last ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 1 then
  return '0'
end
local time = redis.call('TIME') -- as in lease.lua
local term = string.format('%.0f', math.max(tonumber(last) + 1, time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('SET', KEYS[1], term)
return term
