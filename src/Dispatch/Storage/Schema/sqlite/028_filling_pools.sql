-- Orders in the pool of which somebody has taken a place already: a few among very many that wait for the first.
create index orders_pool_taken on orders (alliance, due, id)
 where desk = 'pool'
   and (cast(state as text) like '%"state":"assigned"%'
        or cast(state as text) like '%"state":"claimed"%'
        or cast(state as text) like '%"state":"done"%');
