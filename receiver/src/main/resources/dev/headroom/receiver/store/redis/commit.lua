-- Writes all or nothing: the lease must stand and every condition hold.
-- KEYS: the lease. ARGV: the lease expected ('' for none), the number of conditions, each as key, field, value
-- ('' for absent), then commands, each as the number of its words and these.
-- Returns 'done', 'lease' or 'condition'.
if ARGV[1] ~= '' and redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'lease'
end
local at = 3
for _ = 1, tonumber(ARGV[2]) do
  if (redis.call('HGET', ARGV[at], ARGV[at + 1]) or '') ~= ARGV[at + 2] then
    return 'condition'
  end
  at = at + 3
end
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + words + 1
end
return 'done'
