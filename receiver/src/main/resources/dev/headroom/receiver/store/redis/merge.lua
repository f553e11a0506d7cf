-- Writes changed alerts, all or none.
-- KEYS: alerts, their order of change, number of the last change, number of the last change that forgot one, the last term.
-- ARGV: the term of who writes ('0' where that need not lead), then triples of fingerprint, value expected ('' for absent), new
-- value ('' to forget it).
-- Returns the number of this change and of the one before; nothing where a value was not as expected; 'term' where a later one
-- began.
if ARGV[1] ~= '0' and tonumber(ARGV[1]) < tonumber(redis.call('GET', KEYS[5]) or '0') then
  return {'term'}
end
for at = 2, #ARGV, 3 do
  if (redis.call('HGET', KEYS[1], ARGV[at]) or '') ~= ARGV[at + 1] then
    return {}
  end
end
-- Numbers are times, so that none is used again when a crash of the server took the latest changes away.
local time = redis.call('TIME')
local before = tonumber(redis.call('GET', KEYS[3]) or '0')
local number = string.format('%.0f', math.max(before + 1, time[1] * 1000000 + time[2]))
redis.call('SET', KEYS[3], number)
for at = 2, #ARGV, 3 do
  if ARGV[at + 2] == '' then
    redis.call('HDEL', KEYS[1], ARGV[at])
    redis.call('ZREM', KEYS[2], ARGV[at])
    redis.call('SET', KEYS[4], number)
  else
    redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2])
    redis.call('ZADD', KEYS[2], number, ARGV[at])
  end
end
return {number, string.format('%.0f', before)}
