-- What changed of the alerts since a number.
-- KEYS: as for merge.lua. ARGV: the number of the last change that is known, -1 for none.
-- Returns the number of the last change, 'all' or 'some', and pairs of fingerprint and value.
local seen = tonumber(ARGV[1])
local last = redis.call('GET', KEYS[3]) or '0'
if tonumber(last) == seen then
  return {last, 'some'}
end
local forgot = tonumber(redis.call('GET', KEYS[4]) or '0')
if seen > tonumber(last) or seen < forgot then
  seen = -1
end
local changes = {last, seen < 0 and 'all' or 'some'}
for _, fingerprint in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', seen), '+inf')) do
  changes[#changes + 1] = fingerprint
  changes[#changes + 1] = redis.call('HGET', KEYS[1], fingerprint)
end
return changes
